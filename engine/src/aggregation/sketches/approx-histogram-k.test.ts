import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { AnyAggregator } from "../operations.ts";
import { approxHistogramFromBytes, openApproxHistogram } from "./approx-histogram-bytes.ts";
import { createApproxHistogramK } from "./approx-histogram-k.ts";

function aggregate(aggregator: AnyAggregator, inputs: readonly Value[]): unknown {
  const [first = null, ...rest] = inputs;
  return rest.reduce<unknown>((ir, input) => aggregator.update(ir, input, 0), aggregator.prepare(first, 0));
}

const histogram = (type: DataType, inputs: readonly Value[], k = 8): unknown => {
  const aggregator = createApproxHistogramK(type, k);
  return Object.fromEntries(aggregator.finalize(aggregate(aggregator, inputs)) as ReadonlyMap<string, number>);
};

const countsOf = (values: readonly number[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return counts;
};

test("keys are the text that Java gives the item", () => {
  expect(histogram("double", [1, 1, 1e7, 0.001, -0, 0, Number.NaN, Number.NaN])).toEqual({
    "1.0": 2,
    "1.0E7": 1,
    "0.001": 1,
    "-0.0": 1,
    "0.0": 1,
    NaN: 2,
  });
  expect(histogram("float", [Math.fround(0.1)])).toEqual({ "0.10000000149011612": 1 });
  expect(histogram("long", [1, 2n ** 63n - 1n, 2n ** 63n - 1n])).toEqual({ "1": 1, "9223372036854775807": 2 });
  expect(histogram("string", ["", "é"])).toEqual({ "": 1, é: 1 });
});

const part = fc.array(
  fc.integer({ min: 0, max: 40 }).map((value) => Math.floor(value ** 2 / 20)),
  {
    minLength: 1,
    maxLength: 120,
  },
);

test("is exact up to k items", () => {
  const few = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 60 });
  check(
    "is exact up to k items",
    fc.property(few, few, (left, right) => {
      const aggregator = createApproxHistogramK("int", 8);
      const merged = aggregator.merge(aggregate(aggregator, left), aggregate(aggregator, right));
      expect(aggregator.finalize(merged)).toEqual(countsOf([...left, ...right]));
    }),
  );
});

test("beyond k items it lists no false positive, and counts lie within the error", () => {
  check(
    "beyond k items it lists no false positive, and counts lie within the error",
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 2, 3, 8, 16), (parts, k) => {
      const aggregator = createApproxHistogramK("int", k);
      const values = parts.flat();
      const truth = countsOf(values);
      const updated = aggregate(aggregator, values);
      const merged = parts.map((p) => aggregate(aggregator, p)).reduce((left, right) => aggregator.merge(left, right));
      for (const ir of [updated, merged]) {
        const listed = aggregator.finalize(ir) as ReadonlyMap<string, number>;
        const { sketch } = approxHistogramFromBytes(aggregator.normalize(ir) as Uint8Array);
        const error = sketch?.offset ?? 0;
        expect(listed.size).toBeLessThanOrEqual(k);
        for (const [key, estimate] of listed) {
          const exact = truth.get(key) ?? 0;
          // Merging in a sketch whose items were all purged loses its error with it, as in the reference.
          if (ir === updated) expect(estimate).toBeGreaterThanOrEqual(exact);
          expect(estimate - error).toBeLessThanOrEqual(exact);
          if (sketch !== undefined) expect(exact).toBeGreaterThanOrEqual(error);
        }
        if (ir === updated && sketch !== undefined && sketch.size > 0) expect(sketch.weight).toBe(values.length);
      }
    }),
  );
});

test("A13 merging exact counts with a sketch on the right leaves the sketch alone", () => {
  const aggregator = createApproxHistogramK("int", 2);
  const sketch = aggregate(aggregator, [1, 2, 3, 3]);
  const before = aggregator.normalize(sketch);
  aggregator.merge(aggregate(aggregator, [3, 4]), sketch);
  expect(aggregator.normalize(sketch)).toEqual(before);
});

test("A13 as in Chronon it goes into that sketch, and the answer is the same", () => {
  const [strict, chronon] = (["strict", "chronon"] as const).map((mode) => {
    const aggregator = createApproxHistogramK("int", 2, mode);
    const sketch = aggregate(aggregator, [1, 2, 3, 3]);
    const merged = aggregator.merge(aggregate(aggregator, [3, 4]), sketch);
    return { answer: aggregator.finalize(merged), right: aggregator.finalize(sketch) };
  });
  expect(chronon?.answer).toEqual(strict?.answer);
  expect(chronon?.right).toEqual(chronon?.answer);
  expect(strict?.right).not.toEqual(strict?.answer);
});

test("a stored histogram can be opened", () => {
  const aggregator = createApproxHistogramK("long", 2);
  const opened = (inputs: readonly Value[]) =>
    openApproxHistogram(aggregator.normalize(aggregate(aggregator, inputs)) as Uint8Array);
  expect(opened([5, 5, 6])).toEqual({
    isApprox: false,
    histogram: new Map([
      ["5", 2],
      ["6", 1],
    ]),
    sketch: null,
  });
  const sketch = opened([5, 6, 7]);
  expect([sketch.isApprox, sketch.histogram, sketch.sketch?.[0]]).toEqual([true, null, 1]);
});

test("k of nought or less keeps no item", () => {
  expect(histogram("int", [1, 1, 2], 0)).toEqual({});
  expect(histogram("int", [1, 1, 2], -3)).toEqual({});
});

test("damaged bytes are refused or read, never more", () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  let refused = 0;
  check(
    "damaged bytes are refused or read, never more",
    fc.property(fc.constantFrom("string", "long"), fc.constantFrom(1, 4, 30), damage, (type, distinct, changes) => {
      const aggregator = createApproxHistogramK(type, 8);
      const inputs = Array.from({ length: distinct }, (_, i) => (type === "string" ? `item ${i}` : i));
      const bad = aggregator.normalize(aggregate(aggregator, inputs)) as Uint8Array;
      // A table length that the header asks for is made at once; only small ones are tried here.
      for (const [at, value] of changes) if (at < bad.length && at !== 5 && at !== 6) bad[at] = value;
      try {
        aggregator.finalize(aggregator.denormalize(bad));
      } catch (error) {
        expect((error as TilescopeError).code).toBe("aggregation/bad-sketch");
        refused++;
      }
    }),
    { factor: 2 },
  );
  expect(refused).toBeGreaterThan(0);
});
