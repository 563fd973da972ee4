import fc from "fast-check";
import { expect, test } from "vitest";
import { difference } from "../../../testing/golden/compare-values.ts";
import { check } from "../../../testing/property.ts";
import {
  aggregations,
  featureSet,
  MIDNIGHT_MS,
  naiveOutputs,
  outputs,
  rows,
  SCHEMA,
  times,
} from "../../../testing/windowed-events.ts";
import { type BatchColumn, batchValue, type EventBatch } from "../../aggregation/columnar/event-batch.ts";
import type { OperationName } from "../../group-by/group-by.ts";
import { Operation } from "../../group-by/group-by.ts";
import { type Json, valueToJson } from "../../schema/json.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import { exactWindow } from "../../serving/exact-window.ts";
import { createFeatureSet, type FeatureSet, type TimedRow } from "../../serving/feature-set.ts";
import { DAY_MS } from "../../time/duration.ts";
import { roundToHop } from "../../time/hop.ts";
import { days, hours } from "../../time/window.ts";
import { pointInTime } from "./point-in-time.ts";
import type { QueryBatch } from "./query-batch.ts";

interface KeyedRow extends TimedRow {
  readonly key: number;
}
interface Query {
  readonly key: number;
  readonly timeMs: number;
}

const isNumber = (value: Value): value is number => typeof value === "number";

/** Columns of numbers where `asNumbers` and the values allow it, plain values elsewhere. */
function batchOf(schema: Schema, events: readonly KeyedRow[], asNumbers: boolean): EventBatch {
  return {
    length: events.length,
    keys: Int32Array.from(events, ({ key }) => key),
    timesMs: Float64Array.from(events, ({ timeMs }) => timeMs),
    columns: schema.map((_field, c): BatchColumn => {
      const values = events.map(({ row }) => row[c] ?? null);
      if (!asNumbers || !values.every((value) => value === null || isNumber(value))) return { values };
      const nulls = Uint8Array.from(values, (value) => (value === null ? 1 : 0));
      const numbers = Float64Array.from(values, (value) => (isNumber(value) ? value : 77));
      return { numbers, nulls: nulls.includes(1) ? nulls : null };
    }),
  };
}

const queriesOf = (queries: readonly Query[]): QueryBatch => ({
  length: queries.length,
  keys: Int32Array.from(queries, ({ key }) => key),
  timesMs: Float64Array.from(queries, ({ timeMs }) => timeMs),
});

const jsonAt = (set: FeatureSet, columns: readonly BatchColumn[], query: number): Json[] =>
  set.windowedAggregator.columns.map(({ outputType }, i) =>
    valueToJson(outputType, batchValue(columns[i] ?? { values: [] }, query)),
  );

/** Three keys with events; a fourth without any and -1 are asked for too. */
const keyed = rows.chain((events) =>
  fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: events.length, maxLength: events.length })
    .map((keys) => events.map((event, i): KeyedRow => ({ ...event, key: keys[i] ?? 0 }))),
);
const asked = fc.array(fc.record({ key: fc.integer({ min: -1, max: 3 }), timeMs: times }), { maxLength: 12 });

function expectNaive(set: FeatureSet, events: readonly KeyedRow[], query: Query, endMs: number, actual: Json[]): void {
  const ofKey = query.key < 0 ? [] : events.filter(({ key }) => key === query.key);
  const expected = naiveOutputs(set, ofKey, endMs);
  for (const [i, { name, part }] of set.features.entries()) {
    const isFloating = part.operation === "AVERAGE" || part.operation === "VARIANCE";
    const tolerance = isFloating ? { relative: 1e-6, absolute: 1e-6 } : undefined;
    const found = difference(expected[i] ?? null, actual[i] ?? null, tolerance);
    expect(found === null ? null : `${name}${found}`).toBeNull();
  }
}

test("point in time equals the naive scan", () => {
  check(
    "point in time equals the naive scan",
    fc.property(aggregations, keyed, asked, fc.boolean(), (given, events, queries, asNumbers) => {
      const set = featureSet(given);
      const columns = pointInTime(set, batchOf(SCHEMA, events, asNumbers), queriesOf(queries), "temporal");
      for (const [i, query] of queries.entries())
        expectNaive(set, events, query, query.timeMs, jsonAt(set, columns, i));
    }),
  );
});

test("point in time of snapshots equals the naive scan at midnights", () => {
  check(
    "point in time of snapshots equals the naive scan at midnights",
    fc.property(aggregations, keyed, asked, fc.boolean(), (given, events, queries, asNumbers) => {
      const whole = given.map(({ windows, ...rest }) => ({
        ...rest,
        ...(windows && { windows: windows.map(({ length }) => days(length)) }),
      }));
      const set = featureSet(whole);
      const columns = pointInTime(set, batchOf(SCHEMA, events, asNumbers), queriesOf(queries), "snapshot");
      for (const [i, query] of queries.entries())
        expectNaive(set, events, query, roundToHop(query.timeMs, DAY_MS), jsonAt(set, columns, i));
    }),
  );
});

const EXTREMES: Schema = [
  { name: "d", type: "double" },
  { name: "l", type: "long" },
  { name: "s", type: "string" },
  { name: "f", type: "boolean" },
];
const doubles = fc.oneof(
  fc.constantFrom(0, -0, 0.1, 1 / 3, -0.1, 1e-300, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, -1e9),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
/** Small ones; safe ones whose sums are not; and ones that are bigints. */
const longs = (size: "small" | "safe" | "large"): fc.Arbitrary<Value> => {
  if (size === "small") return fc.integer({ min: -1_000, max: 1_000 });
  const safe = fc.constantFrom<Value>(2 ** 53 - 1, 1 - 2 ** 53, 2 ** 52, 5, -7);
  return size === "safe" ? safe : fc.oneof(safe, fc.constantFrom<Value>(2n ** 63n - 1n, -(2n ** 63n), 2n ** 60n));
};
const extremeEvents = fc.constantFrom("small", "safe", "large" as const).chain((size) =>
  fc.array(
    fc
      .record({
        key: fc.integer({ min: 0, max: 1 }),
        timeMs: times,
        d: fc.option(doubles),
        l: fc.option(longs(size)),
        s: fc.option(fc.constantFrom("", "a", "zebra")),
        f: fc.option(fc.boolean()),
      })
      .map(({ key, timeMs, d, l, s, f }): KeyedRow => ({ key, timeMs, row: [d, l, s, f] })),
    { maxLength: 40, size: "max" },
  ),
);
const ACCEPTED: Readonly<Record<string, readonly OperationName[]>> = {
  d: ["COUNT", "SUM", "AVERAGE", "MIN", "MAX", "LAST"],
  l: ["COUNT", "SUM", "AVERAGE", "MIN", "MAX", "LAST"],
  s: ["COUNT", "LAST", "MIN"],
  f: ["COUNT", "SUM", "LAST"],
};
const EVERYTHING = createFeatureSet(
  EXTREMES,
  Object.entries(ACCEPTED).flatMap(([inputColumn, operations]) =>
    operations.flatMap((operation) => [
      { inputColumn, operation: Operation[operation], windows: [hours(1), days(2), days(14)] },
      { inputColumn, operation: Operation[operation] },
    ]),
  ),
);

/** Floating sums may be off by the rounding of what is inside their window. */
function magnitude(events: readonly TimedRow[], column: number): number {
  const values = events.map(({ row }) => Math.abs(Number(row[column] ?? 0)));
  return values.filter(Number.isFinite).reduce((sum, value) => sum + value, 0);
}

test("extremes, ties and other types are those of a scan", () => {
  check(
    "extremes, ties and other types are those of a scan",
    fc.property(extremeEvents, asked, fc.boolean(), (events, queries, asNumbers) => {
      const columns = pointInTime(EVERYTHING, batchOf(EXTREMES, events, asNumbers), queriesOf(queries), "temporal");
      for (const [i, { key, timeMs }] of queries.entries()) {
        const ofKey = events.filter((event) => event.key === key);
        const expected = outputs(EVERYTHING, exactWindow(EVERYTHING, ofKey, timeMs, "hop"));
        const actual = jsonAt(EVERYTHING, columns, i);
        for (const [f, { name, part, windowMs }] of EVERYTHING.features.entries()) {
          const isDouble = part.inputColumn === "d";
          const isAdded = part.operation === "AVERAGE" || (part.operation === "SUM" && isDouble);
          const inside = ofKey.filter((event) => event.timeMs < timeMs && event.timeMs >= timeMs - windowMs - DAY_MS);
          const absolute = isAdded ? magnitude(inside, isDouble ? 0 : 1) * 1e-12 : 0;
          const found = difference(expected[f] ?? null, actual[f] ?? null, { relative: 0, absolute });
          expect(found === null ? null : `${name}${found}`).toBeNull();
        }
      }
    }),
  );
});

test("edges far from all others are found", () => {
  // All queries but one lie within some ms, so that nearly all edges fall into one cell.
  const clustered = Array.from({ length: 200 }, (_, i) => MIDNIGHT_MS + i);
  const queries = [...clustered, MIDNIGHT_MS + 900 * DAY_MS].map((timeMs) => ({ key: 0, timeMs }));
  const events = Array.from(
    { length: 300 },
    (_, i): KeyedRow => ({ key: 0, timeMs: MIDNIGHT_MS - 50 + i, row: [1, 1, null] }),
  );
  const set = featureSet([{ operation: Operation.COUNT, inputColumn: "x", windows: [hours(1), days(7)] }]);
  const columns = pointInTime(set, batchOf(SCHEMA, events, true), queriesOf(queries), "temporal");
  for (const [i, { timeMs }] of queries.entries()) {
    const before = events.filter((event) => event.timeMs < timeMs).length;
    expect(jsonAt(set, columns, i)).toEqual(i === 200 ? [null, null] : [before, before]);
  }
});

test("sums are exact where only all keys together pass 2^53", () => {
  const set = createFeatureSet(EXTREMES, [
    { operation: Operation.SUM, inputColumn: "l", windows: [hours(1), hours(2)] },
    { operation: Operation.AVERAGE, inputColumn: "l", windows: [hours(1)] },
  ]);
  const event = (key: number, minutes: number, l: number): KeyedRow => ({
    key,
    timeMs: MIDNIGHT_MS - minutes * 60_000,
    row: [null, l, null, null],
  });
  const events = [event(0, 30, 2 ** 53 - 1), event(1, 90, 1), event(1, 30, 3), event(2, 30, 1 - 2 ** 53)];
  const queries = [0, 1, 2].map((key) => ({ key, timeMs: MIDNIGHT_MS }));
  const columns = pointInTime(set, batchOf(EXTREMES, events, true), queriesOf(queries), "temporal");
  expect(queries.map((_query, i) => jsonAt(set, columns, i))).toEqual([
    [2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1],
    [3, 4, 3],
    [1 - 2 ** 53, 1 - 2 ** 53, 1 - 2 ** 53],
  ]);
});

test("no queries and no events give empty columns", () => {
  const set = featureSet([{ operation: Operation.SUM, inputColumn: "x", windows: [days(1)] }]);
  const nothing = batchOf(SCHEMA, [], true);
  const [none] = pointInTime(set, nothing, queriesOf([]), "temporal");
  expect(none).toEqual({ numbers: new Float64Array(0), nulls: new Uint8Array(0) });
  const [alone] = pointInTime(set, nothing, queriesOf([{ key: 5, timeMs: MIDNIGHT_MS }]), "temporal");
  expect(batchValue(alone ?? { values: [1] }, 0)).toBeNull();
});

test("windows in hours have no snapshot, element-wise lists no windows", () => {
  const queries = queriesOf([{ key: 0, timeMs: MIDNIGHT_MS }]);
  const inHours = featureSet([{ operation: Operation.SUM, inputColumn: "x", windows: [hours(24)] }]);
  expect(() => pointInTime(inHours, batchOf(SCHEMA, [], true), queries, "snapshot")).toThrow(
    expect.objectContaining({ code: "time/not-whole-days" }),
  );
  const [feature] = inHours.features;
  if (feature === undefined) throw new Error("no feature");
  const elementWise = { ...inHours, features: [{ ...feature, part: { ...feature.part, elementWise: true } }] };
  expect(() => pointInTime(elementWise, batchOf(SCHEMA, [], true), queries, "temporal")).toThrow(
    expect.objectContaining({ code: "offline/element-wise" }),
  );
});
