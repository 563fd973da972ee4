import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import { TilescopeError } from "../../errors.ts";
import { type AnyAggregator, createAggregator } from "../operations.ts";
import { loadSketches } from "./load-sketches.ts";

let aggregator: AnyAggregator;

beforeAll(async () => {
  await loadSketches();
  aggregator = createAggregator("APPROX_UNIQUE_COUNT", "long", { k: 8, percentiles: [] });
});

function sketchOf(values: number): Uint8Array {
  let ir = aggregator.prepare(0, 0);
  for (let i = 1; i < values; i++) ir = aggregator.update(ir, i, 0);
  return aggregator.normalize(ir) as Uint8Array;
}

/** Reads, updates and merges; whether the bytes were taken for a sketch. */
function isTaken(bytes: Uint8Array): boolean {
  try {
    const ir = aggregator.update(aggregator.denormalize(bytes), 1, 0);
    aggregator.finalize(ir);
    aggregator.finalize(aggregator.merge(aggregator.clone(ir), ir));
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(TilescopeError);
    expect((error as TilescopeError).code).toBe("aggregation/bad-sketch");
    return false;
  }
}

test("bytes that are no sketch are refused, with the reason", () => {
  expect(isTaken(new Uint8Array(0))).toBe(true);
  for (const bytes of [[1], [1, 2, 3, 4, 5, 6, 7, 8], Array.from(sketchOf(50)).slice(0, -4)])
    expect(isTaken(Uint8Array.from(bytes))).toBe(false);
  expect(() => aggregator.finalize(aggregator.denormalize(Uint8Array.of(1)))).toThrow(/refused: .*serial/i);
});

test("damaged sketches do no harm beyond themselves", () => {
  const sizes = [1, 20, 300, 3_000];
  const sketches = sizes.map(sketchOf);
  const estimates = sketches.map((bytes) => aggregator.finalize(aggregator.denormalize(bytes)));
  const damage = fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  let refused = 0;
  check(
    "damaged sketches do no harm beyond themselves",
    fc.property(fc.nat({ max: sizes.length - 1 }), damage, fc.boolean(), (which, changes, cut) => {
      const good = sketches[which] ?? new Uint8Array(0);
      const bad = good.slice(0, cut ? (changes[0]?.[0] ?? 0) : undefined);
      // Byte 3 is the size of the sketch; a great one asks for gigabytes before anything else is looked at.
      for (const [at, value] of changes) if (at !== 3 && at < bad.length) bad[at] = value;
      if (!isTaken(bad)) refused++;
      expect(aggregator.finalize(aggregator.denormalize(good))).toBe(estimates[which]);
    }),
    { factor: 2 },
  );
  expect(refused).toBeGreaterThan(0);
});
