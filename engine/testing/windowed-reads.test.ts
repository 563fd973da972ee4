import fc from "fast-check";
import { expect, test } from "vitest";
import { loadSketches } from "../src/aggregation/sketches/load-sketches.ts";
import { Operation } from "../src/group-by/group-by.ts";
import { computeWindows } from "../src/offline/compute-windows.ts";
import { slideWindows } from "../src/offline/slide-windows.ts";
import { buildBatchIr, normalizeBatchIr } from "../src/serving/batch-ir.ts";
import { exactWindow } from "../src/serving/exact-window.ts";
import { createFeatureSet, type FeatureSet, type TimedRow } from "../src/serving/feature-set.ts";
import { type Mutation, readEvents, readMutations, readTiles, type TileIr } from "../src/serving/sawtooth.ts";
import { DAY_MS } from "../src/time/duration.ts";
import { roundToHop } from "../src/time/hop.ts";
import { days, hours, windowStartMs } from "../src/time/window.ts";
import { check } from "./property.ts";
import {
  aggregations,
  expectSame,
  featureSet,
  MIDNIGHT_MS,
  naiveOutputs,
  outputs,
  rows,
  times,
} from "./windowed-events.ts";

function tilesOf({ baseAggregator }: FeatureSet, events: readonly TimedRow[], sizeMs: number): TileIr[] {
  const byStart = Map.groupBy(events, (event) => roundToHop(event.timeMs, sizeMs));
  return [...byStart].map(([startMs, inside]) => {
    const ir = baseAggregator.init();
    for (const { timeMs, row } of inside) baseAggregator.update(ir, row, timeMs);
    return { startMs, ir };
  });
}

/** Rows that the batch part of Chronon loses, exactly one window before its end (SPEC): not at issue here. */
function offBatchEdge(set: FeatureSet, events: readonly TimedRow[], batchEndMs: number): TimedRow[] {
  const edges = new Set(set.features.map((feature) => batchEndMs - feature.windowMs));
  return events.filter((event) => !edges.has(event.timeMs));
}

/** How long after the batch end a read happens, within the tail buffer; often when something else happens too. */
const aheads = fc.oneof(
  fc
    .tuple(fc.constantFrom(0, 300_000, 3_600_000, DAY_MS / 2), fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 1))
    .map(([stepMs, steps, near]) => Math.min(stepMs * steps + near, 2 * DAY_MS)),
  fc.integer({ min: 0, max: 2 * DAY_MS }),
);
const queryTimes = fc.array(times, { minLength: 1, maxLength: 8 });
/** Midnights, as all batch ends are. */
const batchEnds = fc.integer({ min: -3, max: 1 }).map((day) => MIDNIGHT_MS + day * DAY_MS);

test("W1 W3 hops equal the naive scan", () => {
  check(
    "W1 W3 hops equal the naive scan",
    fc.property(aggregations, rows, queryTimes, (given, events, queries) => {
      const set = featureSet(given);
      const results = computeWindows(set, events, queries, "temporal");
      for (const [i, queryMs] of queries.entries())
        expectSame(set, naiveOutputs(set, events, queryMs), outputs(set, results[i] ?? []));
    }),
  );
});

test("W5 daily snapshots equal the scan of whole days", () => {
  check(
    "W5 daily snapshots equal the scan of whole days",
    fc.property(aggregations, rows, queryTimes, (given, events, queries) => {
      const whole = given.map(({ windows, ...rest }) => ({
        ...rest,
        ...(windows && { windows: windows.map(({ length }) => ({ length, timeUnit: 1 as const })) }),
      }));
      const set = featureSet(whole);
      const results = computeWindows(set, events, queries, "snapshot");
      for (const [i, queryMs] of queries.entries()) {
        // With heads and tails at midnights the hop of the scan no longer matters.
        const midnightMs = roundToHop(queryMs, DAY_MS);
        expectSame(set, naiveOutputs(set, events, midnightMs), outputs(set, results[i] ?? []));
      }
    }),
  );
});

test("W1 W3 two stacks equal the naive scan", () => {
  check(
    "W1 W3 two stacks equal the naive scan",
    fc.property(aggregations, rows, queryTimes, (given, events, queries) => {
      const set = featureSet(given);
      const sorted = events.toSorted((left, right) => left.timeMs - right.timeMs);
      const ascending = queries.toSorted((left, right) => left - right);
      const results = [...slideWindows(set, sorted, ascending)];
      expect(results.length).toBe(ascending.length);
      for (const [i, queryMs] of ascending.entries())
        expectSame(set, naiveOutputs(set, sorted, queryMs), outputs(set, results[i] ?? []));
    }),
  );
});

test("W1 exact windows differ from hop tails by the rows of the tail hop only", () => {
  check(
    "W1 exact windows differ from hop tails by the rows of the tail hop only",
    fc.property(aggregations, rows, times, (given, events, queryMs) => {
      const set = featureSet(given);
      expectSame(set, naiveOutputs(set, events, queryMs), outputs(set, exactWindow(set, events, queryMs, "hop")));
      const exact = outputs(set, exactWindow(set, events, queryMs));
      for (const [i, { windowMs, tailHopMs }] of set.features.entries()) {
        const startMs = windowStartMs(queryMs, windowMs, tailHopMs);
        const outsideTail = events.filter(({ timeMs }) => timeMs < startMs || timeMs >= queryMs - windowMs);
        const rounded = outputs(set, exactWindow(set, outsideTail, queryMs, "hop"));
        expect(rounded[i]).toEqual(exact[i]);
      }
    }),
  );
});

test("S1 S2 S3 batch and streaming split anywhere give the same answer within the tail buffer", () => {
  check(
    "S1 S2 S3 batch and streaming split anywhere give the same answer within the tail buffer",
    fc.property(aggregations, rows, batchEnds, aheads, (given, drawn, endMs, aheadMs) => {
      const set = featureSet(given);
      const events = offBatchEdge(set, drawn, endMs);
      const queryMs = endMs + aheadMs;
      const ir = buildBatchIr(set, endMs, events);
      const read = readEvents(set, { ir, endMs }, events, queryMs);
      expectSame(set, naiveOutputs(set, events, queryMs), outputs(set, read));
      const inserts = events.map((event): Mutation => ({ ...event, mutationMs: event.timeMs, isBefore: false }));
      expect(outputs(set, readMutations(set, { ir, endMs }, inserts, queryMs))).toEqual(outputs(set, read));
    }),
  );
});

test("T2 T3 tiles of the smallest hop and its divisors equal the raw read, up to the tile of the query", () => {
  check(
    "T2 T3 tiles of the smallest hop and its divisors equal the raw read, up to the tile of the query",
    fc.property(
      aggregations,
      rows,
      batchEnds,
      fc.oneof(aheads, fc.integer({ min: 0, max: 3 * DAY_MS })),
      fc.constantFrom(1, 2, 3, 4, 10, 300),
      (given, drawn, endMs, aheadMs, divisor) => {
        const set = featureSet(given);
        const sizeMs = Math.min(...set.features.map((feature) => feature.tailHopMs)) / divisor;
        const queryMs = endMs + aheadMs;
        const headMs = roundToHop(queryMs, sizeMs) + sizeMs;
        const events = drawn.filter(({ timeMs }) => timeMs < queryMs || timeMs >= headMs);
        const batch = { ir: buildBatchIr(set, endMs, events), endMs };
        const tiles = tilesOf(set, events, sizeMs);
        const stored = tiles.map((tile) => set.baseAggregator.normalize(tile.ir));
        const raw = outputs(set, readEvents(set, batch, events, queryMs));
        expectSame(set, raw, outputs(set, readTiles(set, batch, tiles, queryMs)));
        expectSame(set, raw, outputs(set, readTiles(set, batch, tiles.toReversed(), queryMs)));
        expect(tiles.map((tile) => set.baseAggregator.normalize(tile.ir))).toEqual(stored);
      },
    ),
  );
});

test("T3 the tile of the query brings its later events, and nothing else, with it", () => {
  check(
    "T3 the tile of the query brings its later events, and nothing else, with it",
    fc.property(aggregations, rows, times, (given, events, queryMs) => {
      const set = featureSet(given);
      const sizeMs = Math.min(...set.features.map((feature) => feature.tailHopMs));
      const headEndMs = roundToHop(queryMs, sizeMs) + sizeMs;
      const ahead = queryMs % sizeMs === 0 ? queryMs : headEndMs;
      const batch = { ir: null, endMs: Number.NEGATIVE_INFINITY };
      const tiled = outputs(set, readTiles(set, batch, tilesOf(set, events, sizeMs), queryMs));
      // As if all of the tile lay before the query, without moving the tail.
      const moved = events.map((event) =>
        event.timeMs >= queryMs && event.timeMs < ahead ? { ...event, timeMs: queryMs - 1 } : event,
      );
      for (const [i, { part }] of set.features.entries()) {
        if (["FIRST", "LAST", "FIRST_K", "LAST_K"].includes(part.operation)) continue;
        expectSame(
          { ...set, features: set.features.slice(i, i + 1) },
          outputs(set, exactWindow(set, moved, queryMs, "hop")).slice(i, i + 1),
          tiled.slice(i, i + 1),
        );
      }
    }),
  );
});

test("A4 reads leave a batch IR as it was", () => {
  check(
    "A4 reads leave a batch IR as it was",
    fc.property(aggregations, rows, fc.array(aheads, { minLength: 1, maxLength: 4 }), (given, events, drawn) => {
      const set = featureSet(given);
      const endMs = MIDNIGHT_MS;
      const ir = buildBatchIr(set, endMs, events);
      const stored = () => [
        set.windowedAggregator.normalize(ir.collapsed),
        ir.tailHops.map((hops) => hops.map((hop) => [hop.startMs, set.baseAggregator.normalize(hop.ir)])),
      ];
      const before = JSON.stringify(stored());
      const tiles = tilesOf(set, events, 300_000);
      const mutations = events.map((event, i): Mutation => ({ ...event, mutationMs: endMs, isBefore: i % 2 === 0 }));
      for (const aheadMs of [...drawn, ...drawn]) {
        const queryMs = endMs + aheadMs;
        readEvents(set, { ir, endMs }, events, queryMs);
        readTiles(set, { ir, endMs }, tiles, queryMs);
        readMutations(set, { ir, endMs }, mutations, queryMs);
        expect(JSON.stringify(stored())).toBe(before);
      }
    }),
  );
});

test("A4 A13 reads leave sketches and maps in a batch IR as they were", async () => {
  await loadSketches();
  const windows = [hours(1), hours(12), days(7)];
  const operations = [
    "APPROX_UNIQUE_COUNT",
    "APPROX_PERCENTILE",
    "APPROX_HISTOGRAM_K",
    "BOUNDED_UNIQUE_COUNT",
  ] as const;
  const set = featureSet([
    ...operations.map((name) => ({ inputColumn: "x", operation: Operation[name], argMap: {}, windows })),
    { inputColumn: "b", operation: Operation.HISTOGRAM, windows },
    { inputColumn: "x", operation: Operation.LAST_K, argMap: { k: "3" }, windows, buckets: ["b"] },
  ]);
  const events = Array.from(
    { length: 400 },
    (_, i): TimedRow => ({ timeMs: MIDNIGHT_MS + (i - 300) * 1_700_000, row: [(i * i) % 97, i, "abc"[i % 3] ?? ""] }),
  );
  const endMs = MIDNIGHT_MS;
  const ir = buildBatchIr(set, endMs, events);
  const before = structuredClone(normalizeBatchIr(set, ir));
  const tiles = tilesOf(set, events, 300_000);
  const tilesBefore = structuredClone(tiles.map((tile) => set.baseAggregator.normalize(tile.ir)));
  const first = outputs(set, readTiles(set, { ir, endMs }, tiles, endMs + DAY_MS));
  for (let i = 0; i < 3; i++) {
    readEvents(set, { ir, endMs }, events, endMs + DAY_MS);
    expect(outputs(set, readTiles(set, { ir, endMs }, tiles, endMs + DAY_MS))).toEqual(first);
  }
  expect(normalizeBatchIr(set, ir)).toEqual(before);
  expect(tiles.map((tile) => set.baseAggregator.normalize(tile.ir))).toEqual(tilesBefore);
});

test("A13 as in Chronon a read leaves tiles alone, which it opens for each window anew, and changes a batch's hops", async () => {
  await loadSketches();
  const [strict, chronon] = (["strict", "chronon"] as const).map((compatibility) => {
    const set = createFeatureSet(
      [{ name: "x", type: "long" }],
      [{ inputColumn: "x", operation: Operation.APPROX_HISTOGRAM_K, argMap: { k: "2" }, windows: [days(2), days(3)] }],
      compatibility,
    );
    const at = (hour: number, ...values: number[]) =>
      values.map((x, i): TimedRow => ({ timeMs: MIDNIGHT_MS + hour * 3_600_000 + i, row: [x] }));
    // Exact counts first, then more items than fit: merged one after the other.
    const batch = buildBatchIr(set, MIDNIGHT_MS, [...at(-47, 1), ...at(-46, 1, 2, 3, 3)]);
    const tiles = tilesOf(set, [...at(1, 1), ...at(2, 1, 2, 3, 3)], 3_600_000);
    const stored = () => tiles.map((tile) => set.baseAggregator.normalize(tile.ir));
    const [tilesBefore, batchBefore] = [stored(), normalizeBatchIr(set, batch)];
    const answer = outputs(set, readTiles(set, { ir: null, endMs: MIDNIGHT_MS }, tiles, MIDNIGHT_MS + DAY_MS));
    expect(stored()).toEqual(tilesBefore);
    readEvents(set, { ir: batch, endMs: MIDNIGHT_MS }, at(1, 1), MIDNIGHT_MS + 7_200_000);
    return { answer, left: JSON.stringify(normalizeBatchIr(set, batch)) === JSON.stringify(batchBefore) };
  });
  expect(chronon?.answer).toEqual(strict?.answer);
  expect([strict?.left, chronon?.left]).toEqual([true, false]);
});
