import { expect, test } from "vitest";
import { Operation } from "../group-by/group-by.ts";
import { days, hours } from "../time/window.ts";
import { expandParts, operationName } from "./expand-parts.ts";
import { incrementalOutputColumnName, outputColumnName } from "./output-column-name.ts";

test("A15 aggregation, then bucket, then window; base parts without windows", () => {
  const { windowed, base, baseIndex } = expandParts([
    { inputColumn: "price", operation: Operation.SUM, windows: [days(7), hours(12)], buckets: ["country", "kind"] },
    { inputColumn: "price", operation: Operation.LAST_K, argMap: { k: "5" } },
    { inputColumn: "price", operation: Operation.MAX, windows: [], buckets: [] },
  ]);
  expect(windowed.map(outputColumnName)).toEqual([
    "price_sum_7d_by_country",
    "price_sum_12h_by_country",
    "price_sum_7d_by_kind",
    "price_sum_12h_by_kind",
    "price_last5",
    "price_max",
  ]);
  expect(base.map(incrementalOutputColumnName)).toEqual([
    "price_sum_by_country",
    "price_sum_by_kind",
    "price_last5",
    "price_max",
  ]);
  expect(baseIndex).toEqual([0, 0, 1, 1, 2, 3]);
  expect(windowed.map(incrementalOutputColumnName)).toEqual(
    baseIndex.map((i) => {
      const part = base[i];
      return part === undefined ? "" : outputColumnName(part);
    }),
  );
});

test("an incomplete aggregation or an unknown operation is refused", () => {
  expect(() => expandParts([{ operation: Operation.SUM }])).toThrow("inputColumn");
  expect(operationName(20)).toBeNull();
  expect(operationName(0)).toBe("MIN");
});
