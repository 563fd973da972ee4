import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { OperationName } from "../../group-by/group-by.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import { type AnyAggregator, createAggregator, isOperationLoaded } from "../operations.ts";
import { approxHistogramFromBytes } from "./approx-histogram-bytes.ts";
import { frequentItemKindOf } from "./frequent-item-kind.ts";
import { frequentItemsFromBytes } from "./frequent-items-bytes.ts";
import { loadSketches } from "./load-sketches.ts";

const SKETCHES: readonly OperationName[] = [
  "APPROX_UNIQUE_COUNT",
  "APPROX_PERCENTILE",
  "APPROX_HISTOGRAM_K",
  "APPROX_FREQUENT_K",
  "APPROX_HEAVY_HITTERS_K",
];
const FREQUENT_ITEMS = new Set<OperationName>(["APPROX_HISTOGRAM_K", "APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K"]);

const long = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.maxSafeInteger(),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n),
);
const double = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double(), fc.constantFrom(0, -0, Number.NaN, 1e300));
const string = fc.oneof(
  fc.constantFrom("", "a", "b", "é", "✓", "😀", "\ud800", "A\udfff", "\ufeffx"),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const INPUTS: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  long,
  int: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer()),
  double,
  float: double.map(Math.fround),
  string,
  binary: fc.uint8Array({ maxLength: 9 }),
};

/** UTF-8 has no place for half a surrogate pair; the stored histogram, like the reference's, turns it into "?". */
const STORABLE = { ...INPUTS, string: string.filter((text) => text.isWellFormed()) };

const TAKEN: readonly (readonly [OperationName, DataType, number])[] = [
  ...["long", "int", "double", "float", "string", "binary"].flatMap((type) =>
    [4, 8].map((k) => ["APPROX_UNIQUE_COUNT", type as DataType, k] as const),
  ),
  ...["long", "int", "double", "float"].map((type) => ["APPROX_PERCENTILE", type as DataType, 16] as const),
  ...["long", "int", "double", "float", "string"].flatMap((type) =>
    [1, 3, 8].map((k) => ["APPROX_HISTOGRAM_K", type as DataType, k] as const),
  ),
  ...["long", "double", "string"].flatMap((type) =>
    [1, 8].map((k) => ["APPROX_FREQUENT_K", type as DataType, k] as const),
  ),
  ["APPROX_HEAVY_HITTERS_K", "int", 3],
  ["APPROX_HEAVY_HITTERS_K", "string", 3],
];

beforeAll(loadSketches);

function aggregate(aggregator: AnyAggregator, inputs: readonly Value[]): unknown {
  const [first = null, ...rest] = inputs;
  return rest.reduce<unknown>((ir, input) => aggregator.update(ir, input, 0), aggregator.prepare(first, 0));
}

/**
 * What a stored IR says. Reading a frequent-items sketch back puts its counters into other slots, in the reference too,
 * so its bytes are opened; and as the slots decide what a merge keeps, merged ones are not compared at all.
 */
function content(operation: OperationName, stored: Value, merged = false): unknown {
  if (!FREQUENT_ITEMS.has(operation)) return stored;
  const bytes = stored as Uint8Array;
  const { sketch, counts } =
    operation === "APPROX_HISTOGRAM_K"
      ? approxHistogramFromBytes(bytes)
      : { sketch: frequentItemsFromBytes(bytes.subarray(1), frequentItemKindOf(bytes[0])) };
  if (sketch === undefined) return new Map(counts.entries().map(({ item, count }) => [String(item), count]));
  return merged
    ? "approximate"
    : { weight: sketch.weight, offset: sketch.offset, counters: new Map(sketch.counters()) };
}

test("all sketches load, once", async () => {
  await Promise.all([loadSketches(), loadSketches()]);
  expect(SKETCHES.filter(isOperationLoaded)).toEqual(SKETCHES);
});

test.each(TAKEN)("%s over %s with k %i keeps its laws", (operation, type, k) => {
  const aggregator = createAggregator(operation, type, { k, percentiles: [0, 0.3, 0.5, 1] });
  const inputs: typeof INPUTS = FREQUENT_ITEMS.has(operation) ? STORABLE : INPUTS;
  const input = inputs[type as string] ?? fc.constant(null);
  const some = fc.array(input, { minLength: 1, maxLength: 60 });
  check(
    `${operation} over ${type as string} with k ${k} keeps its laws`,
    fc.property(some, some, fc.array(input, { maxLength: 5 }), (left, right, more) => {
      const ir = aggregate(aggregator, left);
      const before = aggregator.normalize(ir);

      // The stored form brings everything back, and storing or finalizing in between leaves no mark.
      const finalized = aggregator.finalize(ir);
      expect(aggregator.normalize(ir)).toEqual(before);
      const restored = aggregator.normalize(aggregator.denormalize(before));
      expect(content(operation, restored)).toEqual(content(operation, before));
      const stepped = left.slice(1).reduce<unknown>(
        (partial, next) => {
          const updated = aggregator.update(partial, next, 0);
          aggregator.normalize(updated);
          return updated;
        },
        aggregator.prepare(left[0] ?? null, 0),
      );
      expect(aggregator.normalize(stepped)).toEqual(before);
      expect(aggregator.finalize(stepped)).toEqual(finalized);

      // Merging changes the left operand only, whatever then happens to the result.
      const other = aggregate(aggregator, right);
      const otherBefore = aggregator.normalize(other);
      let merged = aggregator.merge(aggregator.denormalize(before), other);
      const same = aggregator.merge(aggregate(aggregator, left), aggregator.denormalize(otherBefore));
      expect(content(operation, aggregator.normalize(merged), true)).toEqual(
        content(operation, aggregator.normalize(same), true),
      );
      for (const next of more) merged = aggregator.update(merged, next, 0);
      merged = aggregator.merge(merged, ir);
      expect(aggregator.normalize(other)).toEqual(otherBefore);
      expect(aggregator.normalize(ir)).toEqual(before);

      // A clone goes its own way.
      let copy = aggregator.clone(ir);
      for (const next of more) copy = aggregator.update(copy, next, 0);
      expect(aggregator.normalize(ir)).toEqual(before);
      expect(aggregator.finalize(ir)).toEqual(finalized);
    }),
    { factor: 0.5 },
  );
});

test("stored bytes do not stay tied to the IR", () => {
  for (const operation of SKETCHES) {
    const aggregator = createAggregator(operation, "long", { k: 8, percentiles: [0.5] });
    const ir = aggregate(aggregator, [1, 2, 3]);
    const stored = aggregator.normalize(ir) as Uint8Array;
    const restored = aggregator.denormalize(stored);
    stored.fill(0);
    expect(aggregator.finalize(restored)).toEqual(aggregator.finalize(ir));
  }
});
