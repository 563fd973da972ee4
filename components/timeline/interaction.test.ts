import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../engine/testing/property.ts";
import { type CursorGround, markExists, nearestMark, neighbourMark, otherLane } from "./cursor.ts";
import { delayText, describeHit } from "./describe.ts";
import { moved, pinched, pressed, wheelFactor } from "./gesture.ts";
import { hitTest } from "./hit-test.ts";
import { matchingKeys, shownKey } from "./key-choice.ts";
import { keyIndexOf, keysByCount } from "./key-index.ts";
import { layOutTimeline } from "./lay-out-timeline.ts";
import type { MarkRef } from "./paint/scene.ts";
import { between, fittedRange, LONGEST_MS, panned, revealing, SHORTEST_MS, zoomed } from "./range.ts";
import { syntheticEvents, syntheticTrace } from "./testing/synthetic-trace.ts";
import { timelineInput } from "./testing/timeline-input.ts";
import { msOf, xOf } from "./time-scale.ts";
import { timelineCommand } from "./timeline-keys.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2024, 0, 15, 8);
const options = { tileSizeMs: 5 * MINUTE, outOfOrdernessMs: 5 * MINUTE };
const trace = syntheticTrace(syntheticEvents(120, 7, HOUR, START), options);
const range = { fromMs: START, toMs: START + 2 * HOUR };
const input = timelineInput(trace, 0, range, START + 2 * HOUR);
const layout = layOutTimeline(input);
const { lanes } = layout;

describe("hit test", () => {
  test("every drawn event is hit where it is drawn, or one that covers it", () => {
    for (const marks of layout.events) {
      if (marks.kind !== "points") throw new Error("expected points");
      marks.x.forEach((x, i) => {
        const hit = hitTest(layout, x, lanes.eventsY);
        expect(hit?.kind).toBe("event");
        if (hit?.kind === "event")
          expect(Math.abs(xOf(layout.scale, trace.eventMs[hit.step] ?? 0) - x)).toBeLessThan(1e-3);
        expect(marks.steps[i]).toBeGreaterThanOrEqual(0);
      });
    }
  });

  test("every drawn tile is hit in its middle", () => {
    if (layout.tiles.kind !== "tiles") throw new Error("expected tiles");
    const { x, width, tileIndex, events } = layout.tiles;
    x.forEach((left, i) => {
      expect(hitTest(layout, left + width / 2, lanes.tilesTop + 20)).toMatchObject({
        kind: "tile",
        tileIndex: tileIndex[i],
        events: events[i],
      });
    });
  });

  test("window, query, axis, and nothing", () => {
    expect(hitTest(layout, layout.queryX - 40, lanes.windowsY[0] ?? 0)).toEqual({ kind: "window", window: 0 });
    expect(hitTest(layout, layout.queryX - 2, 10)).toEqual({ kind: "query" });
    expect(hitTest(layout, lanes.left + 50, lanes.bottom + 8)).toMatchObject({ kind: "axis" });
    expect(hitTest(layout, lanes.left - 5, lanes.eventsY)).toBeNull();
    expect(hitTest(layout, layout.scale.right, lanes.tilesTop + 20)).toBeNull();
  });

  test("columns of the density layer tell their counts", () => {
    const dense = layOutTimeline({
      ...input,
      detail: { events: [false, false, false], arrivals: [false, false, false], tiles: false },
    });
    const marks = dense.events[0];
    if (marks.kind !== "bins") throw new Error("expected bins");
    const bin = marks.counts.findIndex((count) => count > 0);
    const hit = hitTest(dense, dense.scale.left + bin * 2 + 1, lanes.eventsY);
    expect(hit).toMatchObject({ kind: "event-bin", lane: "events" });
    if (hit?.kind === "event-bin") expect(hit.counts[0]).toBe(marks.counts[bin]);
    const tile = hitTest(dense, dense.scale.left + 1, lanes.tilesTop + 10);
    expect(tile).toMatchObject({ kind: "tile-bin", tiles: 1 });
  });

  test("hits in words", () => {
    const first = layout.events[0];
    if (first.kind !== "points") throw new Error("expected points");
    const step = first.steps[0] ?? 0;
    const words = describeHit({ kind: "event", step, lane: "events" }, layout, trace, "UTC");
    expect(words.title).toMatch(/^Event at 08:\d\d:\d\d$/);
    expect(words.lines[0]).toBe("on time");
    expect(words.lines[1]).toContain(delayText(trace, step));
    expect(describeHit({ kind: "window", window: 0 }, layout, trace, "UTC")).toEqual({
      title: "Window 1 h, exact 09:00:00 – 10:00:00",
      lines: ["the hop adds nothing at this query time", "count_1h"],
    });
  });
});

describe("gestures", () => {
  const event = { kind: "event", step: 5, lane: "events" } as const;

  test("a press that hardly moves stays a click", () => {
    const press = pressed({ x: 200, y: 50, altKey: false }, null, layout.scale);
    const still = moved(press, { x: 202, y: 51, altKey: false }, trace, true);
    expect(still).toEqual({ gesture: press, effect: null });
  });

  test("on nothing it pans: the time under the pointer stays under it", () => {
    const press = pressed({ x: 200, y: 50, altKey: false }, null, layout.scale);
    const { effect } = moved(press, { x: 260, y: 50, altKey: false }, trace, true);
    if (effect?.type !== "range") throw new Error("expected a range");
    expect(msOf({ ...layout.scale, ...effect.range }, 260)).toBeCloseTo(msOf(layout.scale, 200), 3);
  });

  test("an event moves its arrival, with alt its own time, and only where edits are taken", () => {
    const press = pressed({ x: 200, y: 50, altKey: false }, event, layout.scale);
    const byMs = Math.round(10 * ((2 * HOUR) / (layout.scale.right - layout.scale.left)));
    expect(moved(press, { x: 210, y: 50, altKey: false }, trace, true).effect).toEqual({
      type: "drag",
      drag: { step: 5, arrivalMs: (trace.processingMs[5] ?? 0) + byMs, eventMs: trace.eventMs[5] },
    });
    expect(moved(press, { x: 210, y: 50, altKey: true }, trace, true).effect).toMatchObject({
      drag: { arrivalMs: trace.processingMs[5], eventMs: (trace.eventMs[5] ?? 0) + byMs },
    });
    expect(moved(press, { x: 210, y: 50, altKey: false }, trace, false).effect?.type).toBe("range");
  });

  test("the query flag and the axis move the query and the clock", () => {
    const query = pressed({ x: 300, y: 5, altKey: false }, { kind: "query" }, layout.scale);
    expect(moved(query, { x: 320, y: 5, altKey: false }, trace, true).effect).toEqual({
      type: "query",
      queryMs: Math.round(msOf(layout.scale, 320)),
    });
    const axis = pressed({ x: 300, y: 320, altKey: false }, { kind: "axis", ms: 0 }, layout.scale);
    expect(moved(axis, { x: 301, y: 320, altKey: false }, trace, true).effect?.type).toBe("clock");
  });

  test("two fingers: the times under them stay under them", () => {
    const next = { ...layout.scale, ...pinched(layout.scale, [200, 300], [150, 400]) };
    expect(msOf(next, 150)).toBeCloseTo(msOf(layout.scale, 200), 0);
    expect(msOf(next, 400)).toBeCloseTo(msOf(layout.scale, 300), 0);
  });

  test("the wheel zooms in when turned away, within bounds", () => {
    expect(wheelFactor(-50)).toBeLessThan(1);
    expect(wheelFactor(10_000)).toBe(wheelFactor(120));
  });
});

describe("range", () => {
  const ranges = fc
    .record({ fromMs: fc.integer({ min: 0, max: START }), spanMs: fc.integer({ min: 20, max: 10 * 365 * 24 * HOUR }) })
    .map(({ fromMs, spanMs }) => ({ fromMs, toMs: fromMs + spanMs }));

  test("zoom keeps the time under the pointer and its limits", () => {
    check(
      "zoom keeps the time under the pointer and its limits",
      fc.property(
        ranges,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (from, share, factor) => {
          const aroundMs = from.fromMs + share * (from.toMs - from.fromMs);
          const next = zoomed(from, aroundMs, factor);
          const spanMs = next.toMs - next.fromMs;
          expect(spanMs).toBeGreaterThanOrEqual(SHORTEST_MS * 0.999);
          expect(spanMs).toBeLessThanOrEqual(LONGEST_MS * 1.001);
          expect(Math.abs((aroundMs - next.fromMs) / spanMs - share)).toBeLessThan(1e-3);
        },
      ),
    );
  });

  test("a glide begins and ends where it should and grows evenly", () => {
    const to = zoomed(range, START + HOUR, 0.1);
    expect(between(range, to, 0)).toEqual(range);
    expect(between(range, to, 1)).toBe(to);
    const spans = [0, 0.25, 0.5, 0.75].map((share) => {
      const now = between(range, to, share);
      return now.toMs - now.fromMs;
    });
    expect((spans[1] ?? 0) / (spans[0] ?? 1)).toBeCloseTo((spans[3] ?? 0) / (spans[2] ?? 1), 6);
    expect(between(range, panned(range, HOUR), 0.5)).toEqual(panned(range, HOUR / 2));
  });

  test("revealing moves only as far as needed", () => {
    expect(revealing(range, START + HOUR)).toBe(range);
    expect(revealing(range, range.toMs + MINUTE)).toEqual(panned(range, MINUTE + 12 * MINUTE));
    expect(revealing(range, range.fromMs - MINUTE)).toEqual(panned(range, -MINUTE - 12 * MINUTE));
  });

  test("fit holds all times; an empty trace and a single moment still have a range", () => {
    const fitted = fittedRange(trace);
    expect(Math.min(...trace.eventMs)).toBeGreaterThan(fitted.fromMs);
    expect(Math.max(...trace.processingMs)).toBeLessThan(fitted.toMs);
    expect(fittedRange(syntheticTrace([], options))).toEqual({ fromMs: 0, toMs: 5 * MINUTE });
    const one = fittedRange(syntheticTrace([{ key: "a", eventMs: START, processingMs: START }], options));
    expect(one.toMs - one.fromMs).toBeGreaterThan(5 * MINUTE);
  });
});

describe("keyboard's cursor", () => {
  const index = keyIndexOf(trace, 0);
  const groundAt = (step: number): CursorGround => ({ index, step, windows: 1, features: ["a", "b"] });
  const ground = groundAt(trace.steps - 1);

  test("walks over every event of the key once, in order of event time, and back", () => {
    const own = [...trace.keyIndex.keys()].filter((step) => trace.keyIndex[step] === 0);
    const ordered = own.toSorted((a, b) => (trace.eventMs[a] ?? 0) - (trace.eventMs[b] ?? 0) || a - b);
    let mark = nearestMark(ground, "event", 0);
    const seen: number[] = [];
    for (let i = 0; i < own.length && mark?.kind === "event"; i++) {
      seen.push(mark.step);
      mark = neighbourMark(ground, mark, 1);
    }
    expect(seen).toEqual(ordered);
    expect(mark).toEqual({ kind: "event", step: ordered.at(-1) });
    expect(neighbourMark(ground, { kind: "event", step: ordered[1] ?? 0 }, -1)).toEqual({
      kind: "event",
      step: ordered[0],
    });
  });

  test("does not see the future", () => {
    for (let step = 0; step < trace.steps; step += 7) {
      const early = groundAt(step);
      let mark: MarkRef | null = nearestMark(early, "event", 0);
      for (let i = 0; i < 200 && mark !== null; i++) {
        expect(markExists(early, mark)).toBe(true);
        const next: MarkRef = neighbourMark(early, mark, 1);
        mark = next === mark ? null : next;
      }
    }
    expect(nearestMark(groundAt(-1), "event", START)).toBeNull();
    expect(nearestMark(groundAt(-1), "tile", START)).toBeNull();
  });

  test("changes lane to the nearest mark and stays at the ends", () => {
    const event = nearestMark(ground, "event", START + 30 * MINUTE);
    if (event === null) throw new Error("expected an event");
    const tile = otherLane(ground, event, 1, START);
    expect(tile.kind).toBe("tile");
    const value = otherLane(ground, tile, 1, START);
    expect(value).toEqual({ kind: "value", feature: "a" });
    expect(otherLane(ground, value, 1, START)).toBe(value);
    expect(neighbourMark(ground, value, 1)).toEqual({ kind: "value", feature: "b" });
    const window = otherLane(ground, event, -1, START);
    expect(window).toEqual({ kind: "window", window: 0 });
    expect(otherLane(ground, window, -1, START)).toBe(window);
  });

  test("keys", () => {
    const press = (key: string, more = {}) =>
      timelineCommand({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more });
    expect(press("ArrowRight")).toEqual({ kind: "walk", by: 1 });
    expect(press("ArrowUp")).toEqual({ kind: "lane", by: -1 });
    expect(press("ArrowLeft", { shiftKey: true })).toEqual({ kind: "pan", share: -0.2 });
    expect(press("ArrowRight", { altKey: true })).toEqual({ kind: "move-event", what: "arrival", by: 1 });
    expect(press("ArrowLeft", { altKey: true, shiftKey: true })).toEqual({
      kind: "move-event",
      what: "event-time",
      by: -1,
    });
    expect(press("+")).toEqual({ kind: "zoom", factor: 1 / 1.5 });
    expect(press("0")).toEqual({ kind: "fit" });
    expect(press(",")).toEqual({ kind: "step", by: -1 });
    expect(press("End")).toEqual({ kind: "clock", to: "end" });
    expect(press("s", { metaKey: true })).toBeNull();
    expect(press("x")).toBeNull();
  });
});

describe("choosing a key", () => {
  const byCount = keysByCount(trace);

  test("busiest first", () => {
    const counts = byCount.map((key) => trace.keyEvents[key] ?? 0);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  test("finds by text, beginnings before insides, no more than asked", () => {
    const names = (found: number[]) => found.map((key) => trace.keys[key]);
    expect(names(matchingKeys(trace, byCount, "c", 9))).toEqual(["Chen", "Alice"]);
    expect(names(matchingKeys(trace, byCount, "", 2))).toHaveLength(2);
    expect(matchingKeys(trace, byCount, "zzz", 9)).toEqual([]);
  });

  test("the chosen key, else that of the definition, else the busiest", () => {
    expect(trace.keys[shownKey(trace, byCount, "Bob", "Chen")]).toBe("Bob");
    expect(trace.keys[shownKey(trace, byCount, "gone", "Chen")]).toBe("Chen");
    expect(shownKey(trace, byCount, undefined, undefined)).toBe(byCount[0]);
    expect(shownKey(syntheticTrace([], options), [], undefined, "Bob")).toBe(-1);
  });
});
