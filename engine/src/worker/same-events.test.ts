import { expect, test } from "vitest";
import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import { epsilonOf, equality, reasonOfOrder } from "./same-events.ts";

const part = (operation: AggregationPart["operation"], argMap: AggregationPart["argMap"] = null): AggregationPart => ({
  inputColumn: "x",
  operation,
  argMap,
  window: null,
  bucket: null,
  elementWise: false,
});
const nearly = 0.1 + 0.2;

test("answers are compared inside buckets and lists too", () => {
  expect(equality(nearly, 0.3, 1e-9)).toBe("within-epsilon");
  expect(equality({ a: nearly, b: 1 }, { a: 0.3, b: 1 }, 1e-9)).toBe("within-epsilon");
  expect(equality([{ a: nearly }], [{ a: 0.3 }], 1e-9)).toBe("within-epsilon");
  expect(equality({ a: 1 }, { a: 1 }, 1e-9)).toBe("same");
  expect(equality({ a: 1 }, { a: 2 }, 1e-9)).toBe("differs");
  expect(equality({ a: 1 }, { b: 1 }, 1e-9)).toBe("differs");
  expect(equality({ a: nearly }, { a: 0.3, b: null }, 1e-9)).toBe("differs");
  expect(equality([nearly], [0.3, 1], 1e-9)).toBe("differs");
  expect(equality("a", "b", 1e-9)).toBe("differs");
  expect(equality(null, 0, 1e-9)).toBe("differs");
  expect(equality([], {}, 1e-9)).toBe("differs");
});

test("moments may be further apart than sums", () => {
  expect(equality(1, 1 + 1e-7, epsilonOf("KURTOSIS"))).toBe("within-epsilon");
  expect(equality(1, 1 + 1e-7, epsilonOf("SUM"))).toBe("differs");
});

test.each([
  ["A12", part("SUM"), "within-epsilon", "float-order"],
  ["A12", part("APPROX_PERCENTILE"), "differs", "sketch-error"],
  ["A8", part("LAST_K", { k: "2" }), "differs", "tie-order"],
  ["A12", part("HISTOGRAM", { k: "2" }), "differs", "histogram-cut"],
  ["A12", part("HISTOGRAM", { k: "0" }), "differs", "unexplained"],
  ["A12", part("COUNT"), "differs", "unexplained"],
] as const)("%s the reason of a difference: %o %s %s", (_law, of, equal, kind) => {
  expect(reasonOfOrder(of, equal).kind).toBe(kind);
});
