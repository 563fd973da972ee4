import fc from "fast-check";
import { expect } from "vitest";
import type { RowIr } from "../src/aggregation/row-aggregator.ts";
import { type Aggregation, Operation, type OperationName } from "../src/group-by/group-by.ts";
import type { Json } from "../src/schema/json.ts";
import { valueToJson } from "../src/schema/json.ts";
import type { Schema } from "../src/schema/schema.ts";
import { createFeatureSet, type FeatureSet, type TimedRow } from "../src/serving/feature-set.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/time/duration.ts";
import { days, hours, type Window } from "../src/time/window.ts";
import { difference } from "./golden/compare-values.ts";
import { type NaiveEvent, naiveWindow } from "./naive/window.ts";

/** Midnight around which all generated times lie. */
export const MIDNIGHT_MS = Date.UTC(2024, 0, 20);

/** `x` is any number, `t` follows from the event time, so that equal times have equal values; `b` is a bucket. */
export const SCHEMA: Schema = [
  { name: "x", type: "long" },
  { name: "t", type: "long" },
  { name: "b", type: "string" },
];
const TIMED: ReadonlySet<OperationName> = new Set(["FIRST_K", "LAST_K"]);
const OPERATIONS: readonly OperationName[] = [
  "COUNT",
  "SUM",
  "AVERAGE",
  "MIN",
  "MAX",
  "VARIANCE",
  "FIRST",
  "LAST",
  "FIRST_K",
  "LAST_K",
  "TOP_K",
  "BOTTOM_K",
  "UNIQUE_COUNT",
];
const K = 3;
const WINDOWS: readonly (Window | null)[] = [
  null,
  ...[1, 2, 5, 11, 12, 13, 24, 36, 48].map(hours),
  ...[1, 2, 3, 7, 11, 12, 14].map(days),
];

/** Aggregations over `SCHEMA`, their windows on both sides of every threshold. */
export const aggregations: fc.Arbitrary<readonly Aggregation[]> = fc.array(
  fc
    .record({
      operation: fc.constantFrom(...OPERATIONS),
      windows: fc.uniqueArray(fc.constantFrom(...WINDOWS), { minLength: 1, maxLength: 3 }),
      bucketed: fc.boolean(),
    })
    .map(({ operation, windows, bucketed }): Aggregation => {
      const bounded = windows.filter((window) => window !== null);
      return {
        operation: Operation[operation],
        inputColumn: TIMED.has(operation) ? "t" : "x",
        argMap: { k: String(K) },
        ...(bounded.length === windows.length && { windows: bounded }),
        ...(bucketed && { buckets: ["b"] }),
      };
    }),
  { minLength: 1, maxLength: 3 },
);

/** Whole steps of a hop or a window before or after the midnight, and one ms to either side; or anywhere. */
export const times: fc.Arbitrary<number> = fc
  .oneof(
    fc
      .tuple(
        fc.constantFrom(5 * MINUTE_MS, HOUR_MS, 12 * HOUR_MS, DAY_MS),
        fc.integer({ min: -20, max: 20 }),
        fc.constantFrom(-1, 0, 1),
      )
      .map(([stepMs, steps, near]) => stepMs * steps + near),
    fc.integer({ min: -16 * DAY_MS, max: 2 * DAY_MS }),
    fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
  )
  .map((offsetMs) => MIDNIGHT_MS + offsetMs);

/** In no order; with ties, nulls and numbers whose sums stay exact. */
export const rows: fc.Arbitrary<TimedRow[]> = fc.array(
  fc
    .record({
      timeMs: times,
      x: fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))),
      b: fc.constantFrom("a", "b", "", null),
    })
    .map(({ timeMs, x, b }) => ({ timeMs, row: [x, timeMs % 1_000, b] })),
  { maxLength: 60, size: "max" },
);

export const featureSet = (given: readonly Aggregation[]): FeatureSet => createFeatureSet(SCHEMA, given);

/** Feature values as JSON, in the order of the features. */
export function outputs({ windowedAggregator }: FeatureSet, ir: RowIr | null): Json[] {
  const values = windowedAggregator.finalize(ir ?? windowedAggregator.init());
  return windowedAggregator.columns.map((column, i) => valueToJson(column.outputType, values[i] ?? null));
}

/** The same by the naive scan. */
export function naiveOutputs(set: FeatureSet, events: readonly TimedRow[], queryMs: number): Json[] {
  return set.features.map(({ part, windowMs }) => {
    const column = SCHEMA.findIndex((field) => field.name === part.inputColumn);
    const naive = events.map(
      ({ timeMs, row }): NaiveEvent => ({
        timeMs,
        value: row[column] as number | null,
        bucket: row[2] as string | null,
      }),
    );
    const feature = { operation: part.operation, windowMs, k: K, bucketed: part.bucket !== null };
    return naiveWindow(naive, feature, queryMs) as Json;
  });
}

/** Floating results depend on the order of additions; everything else is exact. */
const EPSILON = { relative: 1e-9, absolute: 1e-6 };

/** Expects feature values in the order of the features to be the same. */
export function expectSame(set: FeatureSet, expected: readonly Json[], actual: readonly Json[]): void {
  for (const [i, { name, part }] of set.features.entries()) {
    const floating = part.operation === "AVERAGE" || part.operation === "VARIANCE";
    const tolerance = part.operation === "VARIANCE" ? { relative: 1e-6, absolute: 1e-6 } : EPSILON;
    const found = difference(expected[i] ?? null, actual[i] ?? null, floating ? tolerance : undefined);
    expect(found === null ? null : `${name}${found}`).toBeNull();
  }
}
