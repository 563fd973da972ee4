import { describe, expect, test } from "vitest";
import { manualFrames } from "../playback/frame-driver.ts";
import { INITIAL_VIEW, viewReducer } from "../playback/view-reducer.ts";
import { createViewStore } from "../playback/view-store.ts";
import { frameRate } from "./frame-rate.ts";
import { keyIndexOf } from "./key-index.ts";
import { advanceMotion, closeShare, fallShare, glidingWatermark, growth, ongoing, onTheWay, STILL } from "./motion.ts";
import { contrast, paletteFrom, parseColour } from "./paint/palette.ts";
import type { Scene } from "./paint/scene.ts";
import { syntheticEvents, syntheticTrace } from "./testing/synthetic-trace.ts";
import { WINDOWS } from "./testing/timeline-input.ts";
import { type TimelineContent, timelinePainter } from "./timeline-painter.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 15, 8);
const trace = syntheticTrace(
  syntheticEvents(300, 7, HOUR, START).map((event) => ({ ...event, key: "Alice" })),
  { tileSizeMs: 300_000, outOfOrdernessMs: 300_000 },
);
const index = keyIndexOf(trace, 0);

describe("motion", () => {
  test("a new event falls, its tile grows when it lands, and then all is still", () => {
    const step = trace.tileIndex.findIndex((tile) => tile >= 0);
    const tile = trace.tileIndex[step] ?? -1;
    const motion = advanceMotion(STILL, index, step - 1, step, 1_000);
    expect(fallShare(motion, step, 1_000)).toBe(0);
    expect(onTheWay(motion, index, 1_000)).toEqual(new Map([[tile, 1]]));
    expect(growth(motion, tile, 1_000)).toBe(0);
    const half = fallShare(motion, step, 1_210);
    expect(half > 0 && half < 1).toBe(true);
    expect(fallShare(motion, step, 1_420)).toBe(1);
    expect(growth(motion, tile, 1_420)).toBe(1);
    expect(onTheWay(motion, index, 1_420)).toEqual(new Map());
    expect(ongoing(motion, 3_000)).toBe(STILL);
  });

  test("steps back and jumps show the final state", () => {
    expect(advanceMotion(STILL, index, 200, 20, 0)).toBe(STILL);
    expect(advanceMotion(STILL, index, 20, 200, 0)).toBe(STILL);
    expect(fallShare(STILL, 5, 0)).toBe(1);
  });

  test("tiles close and the watermark glides when it moves", () => {
    const step = trace.tiles.closedStep.find((closed) => closed > 0) ?? -1;
    const tile = trace.tiles.closedStep.indexOf(step);
    const motion = advanceMotion(STILL, index, step - 1, step, 0);
    expect(closeShare(motion, tile, 0)).toBe(0);
    expect(closeShare(motion, tile, 260)).toBe(1);
    const before = trace.watermarkMs[step - 1] ?? 0;
    const after = trace.watermarkMs[step] ?? 0;
    expect(glidingWatermark(motion, after, 0)).toBe(before);
    expect(glidingWatermark(motion, after, 180)).toBe(after);
  });
});

describe("painter", () => {
  const content: TimelineContent = {
    epoch: "run",
    runId: "a",
    index,
    width: 700,
    windows: WINDOWS,
    focus: 0,
    features: [],
    series: new Map(),
    batchEndMs: null,
    zone: "UTC",
    palette: paletteFrom(() => "#000"),
    selected: null,
    cursor: null,
    drag: null,
    irTexts: new Map(),
    selectedIrText: null,
    range: { fromMs: START, toMs: START + 2 * HOUR },
    reducedMotion: false,
  };
  const begin = (more: Partial<TimelineContent> = {}) => {
    const frames = manualFrames();
    const run = { runId: "a", trace, originalIndex: null };
    const store = createViewStore(frames, viewReducer(INITIAL_VIEW, { type: "register-run", run }));
    const scenes: Scene[] = [];
    const rates: (number | null)[] = [];
    const painter = timelinePainter(store, {
      pixelRatio: () => 1,
      paint: (scene) => scenes.push(scene),
      onFrameRate: (rate) => rates.push(rate),
    });
    painter.show({ ...content, ...more });
    return { frames, store, scenes, rates, painter };
  };

  test("paints when something changed, and rests otherwise", () => {
    const { frames, store, scenes, painter } = begin();
    frames.frame(0);
    frames.frame(16);
    expect(scenes).toHaveLength(1);
    store.dispatch({ type: "step", by: -1 });
    frames.frame(32);
    frames.frame(48);
    expect(scenes).toHaveLength(2);
    expect(scenes[1]?.layout.step).toBe(trace.steps - 2);
    expect(painter.layout()).toBe(scenes[1]?.layout);
    painter.dispose();
    store.dispatch({ type: "step", by: -1 });
    frames.frame(64);
    expect(scenes).toHaveLength(2);
  });

  test("a step forward moves until all is still; with reduced motion it is one frame", () => {
    const moving = begin();
    moving.store.dispatch({ type: "step", by: -1 });
    moving.frames.frame(0);
    moving.store.dispatch({ type: "step", by: 1 });
    for (let ms = 16; ms < 2_000; ms += 16) moving.frames.frame(ms);
    expect(moving.scenes.length).toBeGreaterThan(20);
    expect(moving.scenes.at(-1)?.motion).not.toBe(undefined);
    const still = begin({ reducedMotion: true });
    still.store.dispatch({ type: "step", by: -1 });
    still.frames.frame(0);
    still.store.dispatch({ type: "step", by: 1 });
    for (let ms = 16; ms < 2_000; ms += 16) still.frames.frame(ms);
    expect(still.scenes).toHaveLength(2);
    expect(still.scenes[1]?.motion).toBe(STILL);
  });

  test("glides to another range when asked, jumps otherwise", () => {
    const { frames, scenes, painter } = begin();
    frames.frame(0);
    const range = { fromMs: START, toMs: START + HOUR };
    painter.show({ ...content, range });
    frames.frame(16);
    expect(scenes[1]?.layout.scale.toMs).toBe(range.toMs);
    painter.glide();
    painter.show(content);
    frames.frame(32);
    expect(scenes[2]?.layout.scale.toMs).toBe(range.toMs);
    frames.frame(142);
    const middle = scenes[3]?.layout.scale.toMs ?? 0;
    expect(middle > range.toMs && middle < content.range.toMs).toBe(true);
    frames.frame(300);
    expect(scenes[4]?.layout.scale.toMs).toBe(content.range.toMs);
  });

  test("tells the frame rate while playing, and stops telling", () => {
    const { frames, store, rates } = begin();
    store.dispatch({ type: "home" });
    store.dispatch({ type: "set-speed", speed: 10 });
    store.dispatch({ type: "play" });
    for (let ms = 0; ms <= 600; ms += 20) frames.frame(ms);
    expect(rates.at(-1)).toBe(50);
    store.dispatch({ type: "pause" });
    for (let ms = 620; ms < 2_000; ms += 20) frames.frame(ms);
    expect(rates.at(-1)).toBeNull();
  });

  test("frame rate counts the last second only", () => {
    const rate = frameRate();
    for (let ms = 0; ms <= 1_000; ms += 100) rate.note(ms);
    let last: number | null = null;
    for (let ms = 1_020; ms <= 3_000; ms += 20) last = rate.note(ms);
    expect(last).toBe(50);
  });
});

describe("palette", () => {
  test("text on tiles can be read at any opacity, in both themes", () => {
    const themes = [
      { "--ink": "#e6edf3", "--bg": "#0d1117", "--panel": "#131920", "--tile": "#2dd4bf" },
      { "--ink": "#17202b", "--bg": "#f6f8fa", "--panel": "#fff", "--tile": "#0d9488" },
    ];
    for (const theme of themes) {
      const palette = paletteFrom((name) => (theme as Record<string, string>)[name] ?? "");
      const [tile, panel] = [parseColour(theme["--tile"]), parseColour(theme["--panel"])];
      for (let opacity = 0; opacity <= 0.9; opacity += 0.1) {
        const behind = tile.map((part, i) => part * opacity + (panel[i] ?? 0) * (1 - opacity));
        const text = parseColour(palette.textOnTile(opacity));
        expect(contrast(text, [behind[0] ?? 0, behind[1] ?? 0, behind[2] ?? 0])).toBeGreaterThan(4);
      }
    }
  });

  test("colours are read in the forms that styles have", () => {
    expect(parseColour("#fff")).toEqual([255, 255, 255]);
    expect(parseColour(" #0d9488 ")).toEqual([13, 148, 136]);
    expect(parseColour("rgb(1 2 3)")).toEqual([1, 2, 3]);
  });
});
