import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import type { OperationName } from "../../group-by/group-by.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import type { AggregationPart } from "../aggregation-part.ts";
import { createRowAggregator } from "../create-row-aggregator.ts";
import type { RowIr } from "../row-aggregator.ts";
import { SlabIrs } from "./slab-irs.ts";

const SCHEMA: Schema = [
  { name: "price", type: "double" },
  { name: "share", type: "float" },
  { name: "amount", type: "long" },
  { name: "small", type: "int" },
  { name: "text", type: "string" },
  { name: "list", type: { list: "double" } },
];

const small = fc.integer({ min: -9, max: 9 });

/** Whether integers beyond the safe ones come at all: most streams have none, and one ends the columns for all tiles. */
const amounts = (beyond: boolean): fc.Arbitrary<Value> =>
  beyond
    ? fc.oneof(
        { weight: 20, arbitrary: small },
        { weight: 1, arbitrary: fc.constantFrom<Value>(2 ** 53 - 1, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n) },
      )
    : small;

const orNull = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> => fc.option(value, { freq: 6 });

const rows = (beyond: boolean): fc.Arbitrary<Row> =>
  fc.tuple(
    orNull(fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY))),
    orNull(fc.oneof(fc.float(), fc.constantFrom(0, -0))),
    orNull(amounts(beyond)),
    orNull(fc.constantFrom(-3, 0, 3, 2 ** 31 - 1)),
    orNull(fc.constantFrom("a", "b", "")),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Value>([1, 2]) },
      { weight: 1, arbitrary: fc.constantFrom<Value>([1], [1, null]) },
    ),
  );

const OPERATIONS: readonly OperationName[] = ["COUNT", "SUM", "AVERAGE", "MIN", "MAX", "LAST", "FIRST", "VARIANCE"];

const part = (inputColumn: string, operation: OperationName, changes: Partial<AggregationPart> = {}) => ({
  inputColumn,
  operation,
  argMap: null,
  window: null,
  bucket: null,
  elementWise: false,
  ...changes,
});

const PARTS: readonly AggregationPart[] = [
  ...["price", "share", "amount", "small"].flatMap((column) => OPERATIONS.map((operation) => part(column, operation))),
  part("text", "LAST"),
  part("price", "SUM", { bucket: "text" }),
  part("list", "SUM", { elementWise: true }),
];

const HEADER = 3;
const SLOTS = 3;

type Step =
  | { readonly kind: "add"; readonly slot: number; readonly row: Row; readonly timeMs: number }
  | { readonly kind: "reopen"; readonly slot: number }
  | { readonly kind: "restore" };

const steps = (beyond: boolean): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({
          kind: fc.constant("add" as const),
          slot: fc.nat({ max: SLOTS - 1 }),
          row: rows(beyond),
          timeMs: fc.integer({ min: -3, max: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const), slot: fc.nat({ max: SLOTS - 1 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("restore" as const) }) },
    ),
    { maxLength: 60 },
  );

/** What an update did: nothing, or the code of its error. */
function outcome(update: () => void): string {
  try {
    update();
    return "taken";
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}

describe("slab IRs", () => {
  it("are the row aggregator's, to the bit, over any rows, errors, closed slots and restores", () => {
    check(
      "slab IRs are the row aggregator's",
      fc.property(
        fc.boolean().chain((beyond) => steps(beyond)),
        fc.shuffledSubarray([...PARTS], { minLength: 1 }),
        (all, parts) => {
          const aggregator = createRowAggregator(SCHEMA, parts);
          let slab = new SlabIrs(aggregator, HEADER);
          const model: RowIr[] = Array.from({ length: SLOTS }, () => aggregator.init());
          for (const slot of model.keys()) slab.open(slot);
          for (const step of all) {
            if (step.kind === "add") {
              const { slot, row, timeMs } = step;
              const expected = outcome(() => aggregator.update(model[slot] ?? [], row, timeMs));
              expect(outcome(() => slab.update(slot, row, timeMs))).toBe(expected);
            } else if (step.kind === "reopen") {
              slab.close(step.slot);
              slab.open(step.slot);
              model[step.slot] = aggregator.init();
            } else {
              const restored = new SlabIrs(aggregator, HEADER);
              for (const slot of model.keys()) {
                const stored = aggregator.normalize(slab.ir(slot));
                restored.open(slot);
                restored.restore(slot, stored);
              }
              slab = restored;
            }
            for (const [slot, ir] of model.entries()) {
              expect(aggregator.normalize(slab.ir(slot))).toEqual(aggregator.normalize(ir));
              expect(slab.ir(slot)).toEqual(ir);
            }
          }
        },
      ),
    );
  });

  it("keep the header of each tile, over growth too", () => {
    const slab = new SlabIrs(createRowAggregator(SCHEMA, [part("price", "SUM")]), HEADER);
    const tiles = 200;
    for (let slot = 0; slot < tiles; slot++) {
      slab.open(slot);
      expect([...slab.slab.subarray(slot * slab.width, slot * slab.width + HEADER)]).toEqual([0, 0, 0]);
      for (let cell = 0; cell < HEADER; cell++) slab.slab[slot * slab.width + cell] = slot * HEADER + cell;
      slab.update(slot, [slot, null, null, null, null, null], 0);
    }
    for (let slot = 0; slot < tiles; slot++) {
      const base = slot * slab.width;
      expect([...slab.slab.subarray(base, base + HEADER)]).toEqual([0, 1, 2].map((cell) => slot * HEADER + cell));
      expect(slab.ir(slot)).toEqual([{ value: slot }]);
    }
  });

  it("go on as IRs from the first integer that cells could not hold, and say what a long holds", () => {
    const aggregator = createRowAggregator(SCHEMA, [part("amount", "SUM"), part("amount", "LAST")]);
    const slab = new SlabIrs(aggregator, HEADER);
    const row = (amount: Value): Row => [null, null, amount, null, null, null];
    for (const slot of [0, 1]) slab.open(slot);
    slab.update(0, row(2 ** 53 - 1), 1);
    slab.update(1, row(5), 1);
    slab.update(0, row(2), 2);
    expect(aggregator.finalize(slab.ir(0))).toEqual([2n ** 53n + 1n, 2]);
    expect(aggregator.finalize(slab.ir(1))).toEqual([5, 5]);
    slab.open(2);
    slab.update(2, row(2n ** 60n), 3);
    expect(aggregator.finalize(slab.ir(2))).toEqual([2n ** 60n, 2n ** 60n]);
  });

  it("wrap the count of an average at 32 bits over a restore, as without", () => {
    const aggregator = createRowAggregator(SCHEMA, [part("price", "AVERAGE")]);
    for (const count of [2 ** 31 - 1, -1, 0]) {
      const slab = new SlabIrs(aggregator, HEADER);
      slab.open(0);
      slab.restore(0, [{ sum: 1, count }]);
      slab.update(0, [2, null, null, null, null, null], 0);
      expect(slab.ir(0)).toEqual([{ sum: 3, count: (count + 1) | 0 }]);
    }
  });
});
