import type { Series } from "../playback/engine.ts";
import { stepAt } from "../playback/playhead.ts";
import type { Zone } from "../playback/time-text.ts";
import { runTimes, type TimeRange } from "../playback/view-reducer.ts";
import type { ViewStore } from "../playback/view-store.ts";
import { chooseDetail, type Detail } from "./detail.ts";
import { frameRate } from "./frame-rate.ts";
import type { KeyIndex } from "./key-index.ts";
import { type Lanes, laneGeometry, type TimelineWindow } from "./lanes.ts";
import { layOutTimeline, type TimelineLayout } from "./lay-out-timeline.ts";
import { advanceMotion, type Motion, ongoing, STILL } from "./motion.ts";
import type { Palette } from "./paint/palette.ts";
import type { EventDrag, MarkRef, Scene } from "./paint/scene.ts";
import { between } from "./range.ts";
import type { TimeScale } from "./time-scale.ts";

/** What the picture shows apart from the view: set by the cell whenever it changes. */
export interface TimelineContent {
  readonly runId: string;
  readonly index: KeyIndex;
  /** While it stays the same, a new index continues the one before: its steps are still the same events. */
  readonly epoch: unknown;
  readonly width: number;
  readonly windows: readonly TimelineWindow[];
  readonly focus: number;
  readonly features: readonly { readonly name: string; readonly numeric: boolean }[];
  readonly series: ReadonlyMap<string, Series>;
  readonly batchEndMs: number | null;
  readonly zone: Zone;
  readonly palette: Palette;
  readonly selected: MarkRef | null;
  readonly cursor: MarkRef | null;
  readonly drag: EventDrag | null;
  readonly irTexts: ReadonlyMap<number, string>;
  readonly selectedIrText: string | null;
  /** What is in view. */
  readonly range: TimeRange;
  readonly reducedMotion: boolean;
}

export interface TimelinePainter {
  /** New content; paints in the next frame. */
  show(content: TimelineContent): void;
  /** Lets the next change of range be seen as a movement. */
  glide(): void;
  /** What was painted last; null before the first frame. */
  layout(): TimelineLayout | null;
  scene(): Scene | null;
  dispose(): void;
}

export interface PainterOutput {
  /** Device pixels per CSS pixel. */
  pixelRatio(): number;
  paint(scene: Scene): void;
  /** Frames per second while playing, else null; called when it changes. */
  onFrameRate(rate: number | null): void;
}

const GLIDE_MS = 220;
const easeInOut = (share: number) => (share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2);

export function scaleOf(range: TimeRange, lanes: Lanes): TimeScale {
  return { fromMs: range.fromMs, toMs: range.toMs, left: lanes.left, right: lanes.right };
}

/** Paints on frames of the view's driver, when something changed or moves. Holds no state of the picture but motion. */
export function timelinePainter(store: ViewStore, output: PainterOutput): TimelinePainter {
  let content: TimelineContent | null = null;
  let shown: TimelineLayout | null = null;
  let shownScene: Scene | null = null;
  let shownOf: { index: KeyIndex; epoch: unknown; range: TimeRange } | null = null;
  let lanes: Lanes | null = null;
  let lanesOf: TimelineContent | null = null;
  let detail: Detail | null = null;
  let motion: Motion = STILL;
  let glideFrom: { range: TimeRange; startMs: number | null } | null = null;
  let cancelFrame: (() => void) | null = null;
  const rate = frameRate();
  let shownRate: number | null = null;

  const invalidate = () => {
    cancelFrame ??= store.frames.request(frame);
  };

  const rangeAt = (now: TimelineContent, nowMs: number): TimeRange => {
    if (glideFrom === null || now.reducedMotion) {
      glideFrom = null;
      return now.range;
    }
    glideFrom.startMs ??= nowMs;
    const share = (nowMs - glideFrom.startMs) / GLIDE_MS;
    if (share < 1) return between(glideFrom.range, now.range, easeInOut(share));
    glideFrom = null;
    return now.range;
  };

  const frame = (nowMs: number) => {
    cancelFrame = null;
    if (content === null || content.width <= 0) return;
    const view = store.get();
    const { index, windows, features } = content;
    const range = rangeAt(content, nowMs);
    if (
      lanes === null ||
      lanesOf?.width !== content.width ||
      lanesOf.windows !== windows ||
      lanesOf.features !== features
    )
      lanes = laneGeometry(content.width, windows, features);
    lanesOf = content;
    const scale = scaleOf(range, lanes);
    const sameTrace = shownOf?.index === index;
    if (detail === null || !sameTrace || shownOf?.range !== range || shown?.lanes !== lanes)
      detail = chooseDetail(index, scale);
    const { clockMs, queryMs, underClock } = runTimes(view, { runId: content.runId, trace: index.trace });
    const playing = view.playing && underClock;
    const step = stepAt(index.trace, clockMs);
    const continues = shownOf?.epoch === content.epoch && shownOf?.index.keyIndex === index.keyIndex;
    if (content.reducedMotion || !continues) motion = STILL;
    else motion = shown === null ? STILL : advanceMotion(motion, index, shown.step, step, nowMs);
    shown = layOutTimeline({
      index,
      scale,
      lanes,
      detail,
      step,
      clockMs,
      queryMs,
      windows,
      focus: content.focus,
      series: content.series,
      batchEndMs: content.batchEndMs,
      zone: content.zone,
    });
    shownOf = { index, epoch: content.epoch, range };
    shownScene = {
      layout: shown,
      index,
      palette: content.palette,
      motion,
      nowMs,
      selected: content.selected,
      cursor: content.cursor,
      drag: content.drag,
      irTexts: content.irTexts,
      selectedIrText: content.selectedIrText,
      queryPinned: underClock && view.pinnedQueryMs !== null,
      pixelRatio: output.pixelRatio(),
    };
    output.paint(shownScene);
    const nowRate = playing ? rate.note(nowMs) : null;
    if (!playing) rate.reset();
    if (nowRate !== shownRate) {
      shownRate = nowRate;
      output.onFrameRate(nowRate);
    }
    motion = ongoing(motion, nowMs);
    if (motion !== STILL || glideFrom !== null || playing) invalidate();
  };

  const unsubscribe = store.subscribe(invalidate);

  return {
    show(next) {
      content = next;
      invalidate();
    },
    glide() {
      if (shownOf !== null) glideFrom = { range: shownOf.range, startMs: null };
    },
    layout: () => shown,
    scene: () => shownScene,
    dispose() {
      unsubscribe();
      cancelFrame?.();
      cancelFrame = null;
    },
  };
}
