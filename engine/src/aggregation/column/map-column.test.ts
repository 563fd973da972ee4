import { expect, test } from "vitest";
import { createRowAggregator } from "../create-row-aggregator.ts";

const part = (operation: "MIN" | "SUM") => ({
  inputColumn: "m",
  operation,
  argMap: null,
  window: null,
  bucket: null,
  elementWise: false,
});
const aggregator = createRowAggregator([{ name: "m", type: { map: "long" } }], [part("MIN"), part("SUM")]);
const [minimum, sum] = aggregator.columns;

test("a map column whose operation cannot delete refuses to, and is as it was", () => {
  const row = [new Map([["a", 3]])];
  const ir = minimum?.update(null, row, 1);
  expect(() => minimum?.delete(ir, [new Map([["b", 1]])], 2)).toThrow(
    expect.objectContaining({ code: "aggregation/cannot-delete" }),
  );
  expect(minimum?.finalize(ir)).toEqual(new Map([["a", 3]]));
  expect(minimum?.delete(null, [null], 1)).toBeNull();
  expect(sum?.finalize(sum.delete(sum.update(null, row, 1), row, 2))).toEqual(new Map([["a", 0]]));
});
