import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { AnyAggregator } from "../operations.ts";
import { createApproxPercentile } from "./approx-percentile.ts";
import { kllFromBytes } from "./kll-bytes.ts";
import { kllRankError } from "./kll-quantiles.ts";
import type { KllSketch } from "./kll-sketch.ts";

const RANKS = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

const percentile = (type: DataType, k: number, percentiles = RANKS, seed?: number): AnyAggregator =>
  createApproxPercentile(type, { k, percentiles }, seed);

function aggregate(aggregator: AnyAggregator, inputs: readonly Value[]): unknown {
  const [first = null, ...rest] = inputs;
  return rest.reduce<unknown>((ir, input) => aggregator.update(ir, input, 0), aggregator.prepare(first, 0));
}

const mergeAll = (aggregator: AnyAggregator, parts: readonly (readonly number[])[]): unknown =>
  parts.map((part) => aggregate(aggregator, part)).reduce((left, right) => aggregator.merge(left, right));

const sorted = (values: readonly number[]): number[] => Array.from(Float32Array.from(values).sort());

/** How far the rank of `value` is from `rank`, as a part of n; 0 when copies of the value span it. */
function rankDistance(values: readonly number[], value: number, rank: number): number {
  const below = values.filter((other) => other < value).length / values.length;
  const upTo = values.filter((other) => other <= value).length / values.length;
  return rank < below ? below - rank : rank > upTo ? rank - upTo : 0;
}

const float = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.float({ noNaN: true }));

test("is exact up to k values, updated or merged", () => {
  check(
    "is exact up to k values, updated or merged",
    fc.property(fc.array(fc.array(float, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 }), (parts) => {
      const aggregator = percentile("float", 128);
      const values = sorted(parts.flat());
      const wanted = RANKS.map((rank) => values[Math.min(Math.floor(rank * values.length), values.length - 1)]);
      for (const ir of [aggregate(aggregator, parts.flat()), mergeAll(aggregator, parts)]) {
        const [low, ...quantiles] = aggregator.finalize(ir) as number[];
        expect([(low ?? 0) + 0, ...quantiles.slice(0, -1)]).toEqual([(wanted[0] ?? 0) + 0, ...wanted.slice(1, -1)]);
        expect(quantiles.at(-1)).toBeCloseTo(wanted.at(-1) ?? 0, 10);
      }
    }),
  );
});

test("beyond k values ranks stay within three times the rank error, updated or merged", () => {
  const part = fc.record({
    size: fc.integer({ min: 1, max: 3_000 }),
    seed: fc.integer(),
    spread: fc.constantFrom(7, 1e6),
  });
  check(
    "beyond k values ranks stay within three times the rank error, updated or merged",
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(20, 128),
      fc.integer(),
      (specs, k, seed) => {
        const aggregator = percentile("double", k, RANKS, seed);
        const parts = specs.map((spec) =>
          Array.from({ length: spec.size }, (_, i) => Math.trunc(spec.spread * Math.sin(i * 1.7 + spec.seed))),
        );
        const values = parts.flat();
        for (const ir of [aggregate(aggregator, values), mergeAll(aggregator, parts)]) {
          const sketch = kllFromBytes(aggregator.normalize(ir) as Uint8Array);
          const quantiles = aggregator.finalize(ir) as number[];
          expect([sketch.n, sketch.min, sketch.max]).toEqual([values.length, Math.min(...values), Math.max(...values)]);
          expect(sketch.retained).toBeLessThanOrEqual(sketch.capacity);
          expect(sketch.levels.reduce((sum, items, level) => sum + items.length * 2 ** level, 0)).toBe(values.length);
          RANKS.forEach((rank, i) => {
            expect(rankDistance(values, quantiles[i] ?? Number.NaN, rank)).toBeLessThanOrEqual(
              3 * kllRankError(sketch),
            );
          });
        }
      },
    ),
    { factor: 0.3 },
  );
});

test("coins are fair and follow from seed and content", () => {
  const values = Array.from({ length: 4_000 }, (_, i) => Math.sin(i) * 1_000);
  const bytes = (seed: number) => {
    const aggregator = percentile("double", 20, [0.5], seed);
    return aggregator.normalize(aggregate(aggregator, values));
  };
  expect(bytes(7)).toEqual(bytes(7));
  expect(bytes(7)).not.toEqual(bytes(8));
  const medians = Array.from({ length: 400 }, (_, seed) => {
    const aggregator = percentile("double", 20, [0.5], seed);
    return (aggregator.finalize(aggregate(aggregator, values.map((_, i) => i).slice(0, 1_000))) as number[])[0] ?? 0;
  });
  const mean = medians.reduce((sum, median) => sum + median, 0) / medians.length;
  expect(Math.abs(mean - 500)).toBeLessThan(10);
});

test("NaN is not counted, and alone gives null", () => {
  const aggregator = percentile("double", 128, [0.5]);
  expect(aggregator.finalize(aggregate(aggregator, [Number.NaN]))).toBeNull();
  expect(aggregator.normalize(aggregate(aggregator, [Number.NaN]))).toHaveLength(8);
  expect(aggregator.finalize(aggregate(aggregator, [Number.NaN, 2, Number.NaN]))).toEqual([2]);
  const merged = aggregator.merge(aggregate(aggregator, [Number.NaN]), aggregate(aggregator, [3]));
  expect(aggregator.finalize(merged)).toEqual([3]);
});

test("infinities and minus zero keep their places", () => {
  const aggregator = percentile("double", 128, [0, 0.4, 0.6, 0.9, 1]);
  const values = [Number.POSITIVE_INFINITY, 0, -0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const infinity = Number.POSITIVE_INFINITY;
  expect(aggregator.finalize(aggregate(aggregator, values))).toEqual([-infinity, 0, infinity, infinity, infinity]);
});

test("longs are rounded to 32-bit floats once", () => {
  const aggregator = percentile("long", 128, [0]);
  const rounded = (value: Value) => (aggregator.finalize(aggregate(aggregator, [value])) as number[])[0];
  expect(rounded(16_777_217)).toBe(16_777_216);
  // Halfway between two floats plus one: rounding to a double first would lose the one.
  expect(rounded(2n ** 60n + 2n ** 36n + 1n)).toBe(2 ** 60 + 2 ** 37);
  expect(rounded(2n ** 60n + 2n ** 36n)).toBe(2 ** 60);
  expect(rounded(-(2n ** 60n) - 2n ** 36n - 1n)).toBe(-(2 ** 60) - 2 ** 37);
  expect(rounded(2n ** 63n - 1n)).toBe(2 ** 63);
  expect(rounded(-(2n ** 63n))).toBe(-(2 ** 63));
});

test("a rank or a k that cannot be fails once there is a value", () => {
  const badRank = percentile("double", 128, [1.5]);
  expect(() => badRank.finalize(aggregate(badRank, [1]))).toThrow(TilescopeError);
  for (const k of [7, 65_536]) expect(() => percentile("double", k).prepare(1, 0)).toThrow(/must be 8 to 65535/);
});

test("damaged sketches are refused or read, never more", () => {
  const aggregator = percentile("double", 20, [0.5]);
  const sizes = [1, 5, 600];
  const damage = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  let refused = 0;
  check(
    "damaged sketches are refused or read, never more",
    fc.property(fc.constantFrom(...sizes), damage, fc.boolean(), (size, changes, cut) => {
      const values = Array.from({ length: size }, (_, i) => i);
      const bytes = aggregator.normalize(aggregate(aggregator, values)) as Uint8Array;
      const bad = bytes.slice(0, cut ? (changes[0]?.[0] ?? 0) : undefined);
      for (const [at, value] of changes) if (at < bad.length) bad[at] = value;
      let sketch: KllSketch | null = null;
      try {
        sketch = kllFromBytes(bad);
      } catch (error) {
        expect((error as TilescopeError).code).toBe("aggregation/bad-sketch");
        refused++;
      }
      if (sketch !== null) expect(sketch.levels.flat()).toHaveLength(sketch.retained);
    }),
    { factor: 2 },
  );
  expect(refused).toBeGreaterThan(0);
});
