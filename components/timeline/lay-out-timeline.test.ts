import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../engine/testing/property.ts";
import type { Trace } from "../playback/engine.ts";
import type { TimeRange } from "../playback/view-reducer.ts";
import { chooseDetail, type Detail, type PerFate } from "./detail.ts";
import { FATES, keyIndexOf, tileEventsAt } from "./key-index.ts";
import type { EventMarks } from "./lay-out-events.ts";
import { layOutSeries } from "./lay-out-series.ts";
import { layOutTimeline } from "./lay-out-timeline.ts";
import { layoutText } from "./testing/layout-text.ts";
import { type SyntheticEvent, syntheticEvents, syntheticTrace } from "./testing/synthetic-trace.ts";
import { prefixOf, timelineInput } from "./testing/timeline-input.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2024, 0, 15, 8);
const options = { tileSizeMs: 5 * MINUTE, outOfOrdernessMs: 5 * MINUTE };

const scripted: SyntheticEvent[] = [
  { key: "Alice", eventMs: START + 60_000, processingMs: START + 61_000 },
  { key: "Bob", eventMs: START + 2 * MINUTE, processingMs: START + 2 * MINUTE },
  { key: "Alice", eventMs: START + 4 * MINUTE, processingMs: START + 4 * MINUTE },
  { key: "Alice", eventMs: START + 12 * MINUTE, processingMs: START + 12 * MINUTE },
  { key: "Alice", eventMs: START + 9 * MINUTE, processingMs: START + 13 * MINUTE },
  { key: "Alice", eventMs: START + 3 * MINUTE, processingMs: START + 16 * MINUTE },
  { key: "Alice", eventMs: START + 20 * MINUTE, processingMs: START + 20 * MINUTE },
];
const small = syntheticTrace(scripted, options);
const smallRange = { fromMs: START, toMs: START + 30 * MINUTE };

describe("the picture as text", () => {
  test("before the first arrival there is nothing but axes and windows", () => {
    expect(layoutText(layOutTimeline(timelineInput(small, 0, smallRange, START)))).toMatchInlineSnapshot(`
      "step -1, 600 x 327
      ticks: 112.0 08:00 | 270.0 08:10 | 428.0 08:20 | 586.0 08:30
      Window 1 h: tail -836.0, -836.0 to 112.0 "exact 07:00:00 – 08:00:00" count_1h
      arrivals on time:
      arrivals late:
      arrivals dropped:
      events on time:
      events late:
      events dropped:
      tiles of 79.0:
      watermark -Infinity, query 112.0, clock 112.0"
    `);
  });

  test("in the middle: a late event has merged, its tile is open", () => {
    const layout = layOutTimeline(timelineInput(small, 0, smallRange, START + 14 * MINUTE));
    expect(layoutText(layout)).toMatchInlineSnapshot(`
      "step 4, 600 x 327
      ticks: 112.0 08:00 | 270.0 08:10 | 428.0 08:20 | 586.0 08:30
      Window 1 h: tail -678.0, -614.8 to 333.2 "exact 07:14:00 – 08:14:00" count_1h
      arrivals on time: 128.1<127.8#0 175.2<175.2#2 301.6<301.6#3
      arrivals late: 317.4<254.2#4
      arrivals dropped:
      events on time: 127.8<128.1#0 175.2<175.2#2 301.6<301.6#3
      events late: 254.2<317.4#4
      events dropped:
      tiles of 79.0: 112.0=2 read | 191.0=1 open read | 270.0=1 open read
      watermark 222.6, query 333.2, clock 333.2"
    `);
  });

  test("at the end: tiles have closed, one event was dropped", () => {
    const layout = layOutTimeline(timelineInput(small, 0, smallRange, START + 25 * MINUTE));
    expect(layoutText(layout)).toMatchInlineSnapshot(`
      "step 6, 600 x 327
      ticks: 112.0 08:00 | 270.0 08:10 | 428.0 08:20 | 586.0 08:30
      Window 1 h: tail -441.0, -441.0 to 507.0 "exact 07:25:00 – 08:25:00" count_1h
      arrivals on time: 128.1<127.8#0 175.2<175.2#2 301.6<301.6#3 428.0<428.0#6
      arrivals late: 317.4<254.2#4
      arrivals dropped: 364.8<159.4#5
      events on time: 127.8<128.1#0 175.2<175.2#2 301.6<301.6#3 428.0<428.0#6
      events late: 254.2<317.4#4
      events dropped: 159.4<364.8#5
      tiles of 79.0: 112.0=2 read | 191.0=1 read | 270.0=1 read | 428.0=1 open read
      watermark 349.0, query 507.0, clock 507.0"
    `);
  });

  test("many events merge into columns, few late ones stay", () => {
    const events = syntheticEvents(60, 3, HOUR, START).map((event) => ({ ...event, key: "Alice" }));
    const input = timelineInput(
      syntheticTrace(events, options),
      0,
      { fromMs: START, toMs: START + HOUR },
      START + HOUR,
    );
    const detail: Detail = { events: [false, true, true], arrivals: [false, true, true], tiles: false };
    expect(layoutText(layOutTimeline({ ...input, detail }))).toMatchInlineSnapshot(`
      "step 56, 600 x 327
      ticks: 112.0 08:00 | 230.5 08:15 | 349.0 08:30 | 467.5 08:45 | 586.0 09:00
      Window 1 h: tail 112.0, 112.0 to 586.0 "exact 08:00:00 – 09:00:00" count_1h
      arrivals on time: density, 43 in all, largest 3: 1:1 6:2 7:1 29:1 36:1 45:1 47:1 56:2 57:3 60:1 64:1 71:1 72:1 86:1 90:1 96:1 98:1 103:1 105:1 113:1 114:1 122:2 125:1 139:1 144:1 155:1 164:1 167:1 176:1 186:1 192:1 197:1 203:1 209:1 211:1 217:1 218:1 219:1
      arrivals late: 326.0<294.5#23 417.3<396.8#36 494.3<468.8#46
      arrivals dropped: 328.0<207.3#24 361.2<132.0#29 372.3<210.8#31 375.1<294.7#32 409.6<279.3#35 457.3<356.7#40 467.0<312.3#42 476.0<286.6#43 485.4<282.7#45 534.2<430.3#51 553.0<319.9#56
      events on time: density, 43 in all, largest 3: 1:1 6:2 7:1 29:1 36:1 45:1 47:1 56:2 57:3 59:1 64:1 71:1 72:1 86:1 90:1 96:1 98:1 103:1 105:1 113:1 114:1 122:2 125:1 139:1 144:1 155:1 164:1 167:1 176:1 186:1 192:1 197:1 203:1 204:1 211:1 216:1 218:2
      events late: 294.5<326.0#23 396.8<417.3#36 468.8<494.3#46
      events dropped: 132.0<361.2#29 207.3<328.0#24 210.8<372.3#31 279.3<409.6#35 282.7<485.4#45 286.6<476.0#43 294.7<375.1#32 312.3<467.0#42 319.9<553.0#56 356.7<457.3#40 430.3<534.2#51
      tiles merged: 0:1/4 19:1/2 39:1/7 59:1/4 79:1/5 98:1/4 118:1/3 138:1/4 158:1/3 177:1/4 197:1/4 217:1/2
      watermark 510.4, query 586.0, clock 586.0"
    `);
  });

  test("values up to the clock", () => {
    const queryMs = Float64Array.from([0, 10, 20, 30], (minutes) => START + minutes * MINUTE);
    const series = {
      feature: "count_1h",
      keyIndex: 0,
      queryMs,
      tiled: Float64Array.of(Number.NaN, 1, 4, 9),
      exact: Float64Array.of(Number.NaN, 1, 3, 9),
    };
    const input = timelineInput(small, 0, smallRange, START);
    const marks = layOutSeries(
      series,
      { feature: "count_1h", top: 100, bottom: 200 },
      input.scale,
      START + 21 * MINUTE,
    );
    expect([...marks.tiledY]).toEqual([Number.NaN, 190, 160]);
    expect([...marks.exactY]).toEqual([Number.NaN, 190, 170]);
    expect([marks.least, marks.largest, marks.x.length]).toEqual([0, 10, 3]);
  });
});

/** Streams with ties, one-tile bursts and long delays, and a view and a clock anywhere on them or beside them. */
const scenes = fc
  .record({
    events: fc.array(
      fc.record({
        eventMs: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR }), fc.constantFrom(0, 5 * MINUTE, 5 * MINUTE - 1, HOUR)),
        delayMs: fc.oneof(fc.constant(0), fc.integer({ min: -1_000, max: 40 * MINUTE })),
        key: fc.constantFrom("Alice", "Bob"),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    fromMs: fc.integer({ min: -HOUR, max: 3 * HOUR }),
    spanMs: fc.oneof(fc.integer({ min: 20, max: 4 * HOUR }), fc.constantFrom(1_000, 5 * MINUTE, 24 * HOUR)),
    clock: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
    detail: fc.record({
      events: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      arrivals: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      tiles: fc.boolean(),
    }),
  })
  .map(({ events, fromMs, spanMs, clock, detail }) => {
    const shifted = events.map(({ eventMs, delayMs, key }) => ({
      eventMs: START + eventMs,
      processingMs: START + eventMs + delayMs,
      key,
    }));
    const trace = syntheticTrace(shifted, options);
    const first = trace.processingMs[0] ?? 0;
    const last = trace.processingMs[trace.steps - 1] ?? 0;
    const range = { fromMs: START + fromMs, toMs: START + fromMs + spanMs };
    return { trace, range, clockMs: first + (last - first) * clock, detail };
  });

function marksOf(marks: PerFate<EventMarks>): { fate: number; points: number[]; binned: number }[] {
  return marks.map((one, fate) => ({
    fate,
    points: one.kind === "points" ? [...one.steps] : [],
    binned: one.kind === "bins" ? one.counts.reduce((sum, count) => sum + count, 0) : 0,
  }));
}

/** Steps of the key's events of a fate that a naive scan finds in view by some time. */
function scan(trace: Trace, fate: number, timesMs: Float64Array, range: TimeRange, clockMs: number): number[] {
  const steps: number[] = [];
  for (let step = 0; step < trace.steps; step++) {
    const ms = timesMs[step] ?? Number.NaN;
    if (trace.keyIndex[step] !== 0 || trace.outcome[step] !== fate) continue;
    if ((trace.processingMs[step] ?? 0) <= clockMs && ms >= range.fromMs && ms <= range.toMs) steps.push(step);
  }
  return steps;
}

describe("properties", () => {
  test("every visible event is drawn exactly once, as a mark or in a column", () => {
    check(
      "every visible event is drawn exactly once, as a mark or in a column",
      fc.property(scenes, ({ trace, range, clockMs, detail }) => {
        const layout = layOutTimeline(timelineInput(trace, 0, range, clockMs, detail));
        for (const [marks, timesMs] of [
          [layout.events, trace.eventMs],
          [layout.arrivals, trace.processingMs],
        ] as const)
          for (const { fate, points, binned } of marksOf(marks)) {
            const expected = scan(trace, fate, timesMs, range, clockMs);
            if (marks[fate as 0 | 1 | 2].kind === "points") expect(points.toSorted((a, b) => a - b)).toEqual(expected);
            else expect(binned).toBe(expected.length);
          }
      }),
    );
  });

  test("marks lie inside the picture and in order", () => {
    check(
      "marks lie inside the picture and in order",
      fc.property(scenes, ({ trace, range, clockMs, detail }) => {
        const layout = layOutTimeline(timelineInput(trace, 0, range, clockMs, detail));
        const { left, right } = layout.scale;
        const slack = 0.01;
        for (const marks of [...layout.events, ...layout.arrivals]) {
          if (marks.kind !== "points") continue;
          expect([...marks.x].every((at) => at >= left - slack && at <= right + slack)).toBe(true);
          expect([...marks.x]).toEqual([...marks.x].toSorted((a, b) => a - b));
        }
        const { tiles } = layout;
        if (tiles.kind === "tiles")
          for (const at of tiles.x) expect(at + tiles.width >= left - slack && at <= right + slack).toBe(true);
        for (const tick of layout.ticks) expect(tick.x >= left - slack && tick.x <= right + slack).toBe(true);
      }),
    );
  });

  test("the picture at a clock time is the picture of what had arrived by then", () => {
    check(
      "the picture at a clock time is the picture of what had arrived by then",
      fc.property(scenes, ({ trace, range, clockMs, detail }) => {
        const input = timelineInput(trace, 0, range, clockMs, detail);
        const whole = layOutTimeline(input);
        const then = layOutTimeline(timelineInput(prefixOf(trace, input.step + 1), 0, range, clockMs, detail));
        // Scales of height and brightness are set by the whole run on purpose, so that they hold still while playing.
        const comparable = (text: string) => text.replaceAll(/largest \d+/g, "largest");
        expect(comparable(layoutText(whole))).toBe(comparable(layoutText(then)));
      }),
    );
  });

  test("tile counts are those of a naive scan, whether drawn one by one or merged", () => {
    check(
      "tile counts are those of a naive scan, whether drawn one by one or merged",
      fc.property(scenes, ({ trace, range, clockMs, detail }) => {
        const input = timelineInput(trace, 0, range, clockMs, detail);
        const { tiles } = layOutTimeline(input);
        const counts = new Map<number, number>();
        for (let step = 0; step <= input.step; step++) {
          const tile = trace.tileIndex[step] ?? -1;
          const startMs = trace.tiles.startMs[tile] ?? Number.NaN;
          if (trace.keyIndex[step] !== 0 || tile < 0) continue;
          if (startMs > range.fromMs - trace.tileSizeMs && startMs <= range.toMs)
            counts.set(tile, (counts.get(tile) ?? 0) + 1);
        }
        if (tiles.kind === "tiles")
          expect(new Map([...tiles.tileIndex].map((tile, i) => [tile, tiles.events[i]]))).toEqual(counts);
        else {
          expect(tiles.tiles.reduce((sum, count) => sum + count, 0)).toBe(counts.size);
          expect(tiles.events.reduce((sum, count) => sum + count, 0)).toBe(
            [...counts.values()].reduce((sum, count) => sum + count, 0),
          );
        }
      }),
    );
  });

  test("detail does not depend on the clock, and merges only beyond its limits", () => {
    const few = syntheticTrace(syntheticEvents(400, 5, HOUR, START), options);
    const range = { fromMs: START, toMs: START + HOUR };
    const input = timelineInput(few, 0, range, START);
    expect(chooseDetail(input.index, input.scale)).toEqual({
      events: [true, true, true],
      arrivals: [true, true, true],
      tiles: true,
    });
    const many = syntheticTrace(
      syntheticEvents(4_000, 5, HOUR, START).map((event) => ({ ...event, key: "Alice" })),
      options,
    );
    const dense = timelineInput(many, 0, { fromMs: START, toMs: START + 60 * HOUR }, START);
    expect(dense.detail.events[0]).toBe(false);
    expect(dense.detail.tiles).toBe(false);
  });
});

describe("index of one key", () => {
  test("holds every event and tile of the key once", () => {
    const trace = syntheticTrace(syntheticEvents(2_000, 11, 6 * HOUR, START), options);
    trace.keys.forEach((_, key) => {
      const index = keyIndexOf(trace, key);
      const own = [...trace.keyIndex.keys()].filter((step) => trace.keyIndex[step] === key);
      const held = FATES.flatMap((fate) => [...index.byEventTime[fate].steps]);
      expect(held.toSorted((a, b) => a - b)).toEqual(own);
      for (const fate of FATES) {
        const { timesMs } = index.byEventTime[fate];
        expect(timesMs).toEqual(timesMs.toSorted());
      }
      index.tiles.forEach((tile, at) => {
        expect(tileEventsAt(index, at, trace.steps - 1)).toBe(trace.tiles.events[tile]);
      });
    });
  });
});
