import { describe, expect, it } from "vitest";
import { Aggregation, days, GroupBy, hours, Operation } from "../../engine/src/notebook/index.ts";
import { aggregationOfFeatures } from "./feature-places.ts";

const definition = GroupBy({
  sources: [],
  keys: ["k"],
  aggregations: [
    Aggregation({ inputColumn: "a", operation: Operation.SUM, windows: [hours(6), days(7)] }),
    Aggregation({ inputColumn: "b", operation: Operation.COUNT }),
    Aggregation({ inputColumn: "c", operation: Operation.MAX, windows: [hours(1)], buckets: ["x", "y"] }),
  ],
});

describe("aggregationOfFeatures", () => {
  it("counts a feature for each window and bucket", () => {
    expect(aggregationOfFeatures(definition, 5)).toEqual([0, 0, 1, 2, 2]);
  });

  it("does not guess where the features are others", () => {
    expect(aggregationOfFeatures(definition, 4)).toBeNull();
    expect(aggregationOfFeatures({ ...definition, derivations: [{ name: "d", expression: "1" }] }, 5)).toBeNull();
  });
});
