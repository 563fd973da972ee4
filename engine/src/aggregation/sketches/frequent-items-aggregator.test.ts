import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import type { Value } from "../../schema/value.ts";
import type { AnyAggregator } from "../operations.ts";
import { createApproxFrequentK } from "./approx-frequent-k.ts";
import { createApproxHeavyHittersK } from "./approx-heavy-hitters-k.ts";
import type { FrequentItemsSketch } from "./frequent-items-sketch.ts";

function feed(aggregator: AnyAggregator, inputs: readonly Value[]): unknown {
  const [first = null, ...rest] = inputs;
  return rest.reduce<unknown>((ir, input) => aggregator.update(ir, input, 0), aggregator.prepare(first, 0));
}

const outputOf = (aggregator: AnyAggregator, ir: unknown) => aggregator.finalize(ir) as ReadonlyMap<string, number>;
const hex = (bytes: Value) => Buffer.from(bytes as Uint8Array).toString("hex");

describe("Z3 frequent items", () => {
  test.each([
    [-3, 2],
    [0, 2],
    [1, 4],
    [3, 8],
    [8, 32],
    [24, 64],
    [31, 128],
    [33, 128],
  ])("k %i makes a sketch of %i slots", (k, slots) => {
    const stored = createApproxFrequentK("long", k).normalize(createApproxFrequentK("long", k).prepare(1, 0));
    // A table has 8 slots at least.
    expect((stored as Uint8Array)[4]).toBe(Math.log2(Math.max(slots, 8)));
  });

  test("stores a byte for the kind of items and the sketch", () => {
    const of = (type: "string" | "short" | "float", value: Value) => {
      const aggregator = createApproxFrequentK(type, 1);
      return hex(aggregator.normalize(aggregator.prepare(value, 0)));
    };
    const header =
      "04010a0303000000" + "0100000000000000" + "0100000000000000" + "0000000000000000" + "0100000000000000";
    expect(of("string", "é")).toBe(`00${header}02000000c3a9`);
    expect(of("short", 7)).toBe(`01${header}0700000000000000`);
    expect(of("float", 0.5)).toBe(`02${header}000000000000e03f`);
  });

  test("marks a sketch that purged everything as the fork's library does", () => {
    const aggregator = createApproxHeavyHittersK("long", 1);
    const ir = feed(aggregator, [1, 2, 3, 4, 5, 6, 7]);
    expect((ir as FrequentItemsSketch<number>).size).toBe(0);
    expect(hex(aggregator.normalize(ir))).toBe("0101010a0303050000");
    expect(outputOf(aggregator, aggregator.denormalize(aggregator.normalize(ir)))).toEqual(new Map());
  });

  test("writes items as Java writes them", () => {
    const doubles = createApproxFrequentK("double", 8);
    expect(outputOf(doubles, feed(doubles, [1, 1, 1e7, -0]))).toEqual(
      new Map([
        ["1.0", 2],
        ["1.0E7", 1],
        ["-0.0", 1],
      ]),
    );
  });

  test("with k of nought or less is an empty map", () => {
    for (const k of [0, -2]) {
      const aggregator = createApproxFrequentK("long", k);
      expect(outputOf(aggregator, feed(aggregator, [1, 1, 2]))).toEqual(new Map());
    }
  });

  test("bounds every count, and leaves out as its name says", () => {
    const item = fc.integer({ min: 0, max: 60 }).map((value) => Math.floor(value ** 2 / 40));
    const items = fc.array(item, { minLength: 1, maxLength: 300 });
    check(
      "bounds every count, and leaves out as its name says",
      fc.property(items, fc.constantFrom(1, 2, 3, 8, 16), (values, k) => {
        const truth = Map.groupBy(values, String);
        const frequent = createApproxFrequentK("int", k);
        const heavy = createApproxHeavyHittersK("int", k);
        const sketch = feed(frequent, values) as FrequentItemsSketch<number>;
        const listed = outputOf(frequent, sketch);
        const certain = outputOf(heavy, feed(heavy, values));
        expect(listed.size).toBe(Math.min(k, sketch.size));
        for (const [text, estimate] of listed) {
          const count = truth.get(text)?.length ?? 0;
          expect(estimate).toBeGreaterThanOrEqual(count);
          expect(estimate - sketch.offset).toBeLessThanOrEqual(count);
        }
        // No false negative: what is not tracked is not more frequent than the error.
        const tracked = new Set([...sketch.counters()].map(([key]) => String(key)));
        for (const [text, all] of truth) if (!tracked.has(text)) expect(all.length).toBeLessThanOrEqual(sketch.offset);
        // No false positive.
        for (const [text, estimate] of certain) {
          expect(truth.get(text)?.length ?? 0).toBeGreaterThanOrEqual(sketch.offset);
          expect(listed.get(text) ?? estimate).toBe(estimate);
        }
      }),
    );
  });
});
