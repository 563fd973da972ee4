import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import { type AnyAggregator, createAggregator } from "../operations.ts";
import { loadSketches } from "./load-sketches.ts";

beforeAll(loadSketches);

const uniqueCount = (type: DataType, k = 8): AnyAggregator =>
  createAggregator("APPROX_UNIQUE_COUNT", type, { k, percentiles: [] });

function aggregate(aggregator: AnyAggregator, inputs: readonly Value[]): unknown {
  const [first = null, ...rest] = inputs;
  return rest.reduce<unknown>((ir, input) => aggregator.update(ir, input, 0), aggregator.prepare(first, 0));
}

const count = (type: DataType, inputs: readonly Value[]): Value => {
  const aggregator = uniqueCount(type);
  return aggregator.finalize(aggregate(aggregator, inputs));
};

test("counts values as the reference tells them apart", () => {
  expect(count("double", [0, -0])).toBe(1);
  expect(count("double", [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY])).toBe(2);
  expect(count("string", ["", "a", "a", "A"])).toBe(2);
  expect(count("string", [""])).toBe(0);
  expect(count("string", ["\ud800", "?", "\udc00x", "?x"])).toBe(2);
  expect(count("binary", [Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1), Uint8Array.of(1, 0)])).toBe(2);
  expect(count("long", [1, -1, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n])).toBe(5);
});

test("hashes an int as the long, a float as the double, and text as its UTF-8 bytes", () => {
  const bytes = (type: DataType, inputs: readonly Value[]) => {
    const aggregator = uniqueCount(type);
    return aggregator.normalize(aggregate(aggregator, inputs));
  };
  expect(bytes("int", [-7, 3])).toEqual(bytes("long", [-7, 3]));
  expect(bytes("float", [Math.fround(0.1)])).toEqual(bytes("double", [Math.fround(0.1)]));
  const texts = ["a", "é", "✓", "😀"];
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  expect(bytes("string", texts)).toEqual(bytes("binary", encoded));
});

test("an estimate stays within five standard errors of the truth, updated or merged", () => {
  const largest = fc.integer({ min: 1, max: 20_000 });
  check(
    "an estimate stays within five standard errors of the truth, updated or merged",
    fc.property(largest, fc.integer(), fc.constantFrom(8, 11, 12), (distinct, start, k) => {
      const aggregator = uniqueCount("long", k);
      const inputs = Array.from({ length: distinct }, (_, i) => start + 2 * i);
      const rowsRoot = Math.sqrt(2 ** k);
      const updated = aggregate(aggregator, inputs);
      const historical = Math.sqrt(Math.LN2 / 2) / rowsRoot;
      expect(Math.abs(Number(aggregator.finalize(updated)) - distinct)).toBeLessThanOrEqual(
        1 + 5 * historical * distinct,
      );
      const half = Math.ceil(distinct / 2);
      const merged = aggregator.merge(aggregate(aggregator, inputs.slice(0, half)), updated);
      expect(Math.abs(Number(aggregator.finalize(merged)) - distinct)).toBeLessThanOrEqual(
        1 + ((5 * Math.LN2) / rowsRoot) * distinct,
      );
    }),
    { factor: 0.2 },
  );
});

test("a union does not depend on order, grouping or repetition", () => {
  const part = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 400 });
  check(
    "a union does not depend on order, grouping or repetition",
    fc.property(part, part, part, (a, b, c) => {
      const aggregator = uniqueCount("int");
      const ir = (inputs: readonly Value[]) => aggregate(aggregator, inputs);
      const left = aggregator.merge(aggregator.merge(ir(a), ir(b)), ir(c));
      const right = aggregator.merge(ir(a), aggregator.merge(ir(b), ir(c)));
      const turned = aggregator.merge(aggregator.merge(ir(c), ir(a)), ir(b));
      const repeated = aggregator.merge(aggregator.merge(ir([...a, ...b]), ir(c)), ir([...b, ...b]));
      const bytes = aggregator.normalize(left);
      for (const other of [right, turned, repeated]) expect(aggregator.normalize(other)).toEqual(bytes);
    }),
    { factor: 0.5 },
  );
});

test("updating estimates from history, merging and cloning from content", () => {
  const aggregator = uniqueCount("long");
  const ir = aggregate(
    aggregator,
    Array.from({ length: 300 }, (_, i) => i),
  );
  const updated = aggregator.finalize(ir);
  const cloned = aggregator.finalize(aggregator.clone(ir));
  expect(updated).not.toBe(cloned);
  expect(aggregator.finalize(aggregator.merge(aggregator.clone(ir), ir))).toBe(cloned);
  expect(aggregator.finalize(ir)).toBe(updated);
});

test("a k that the sketch cannot have fails on the first value", () => {
  for (const k of [3, 27, -1]) {
    const aggregator = uniqueCount("long", k);
    expect(() => aggregator.prepare(1, 0)).toThrow(/must be 4 to 26/);
  }
});
