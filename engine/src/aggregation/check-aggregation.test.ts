import { describe, expect, test } from "vitest";
import type { OperationName } from "../group-by/group-by.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { checkAggregation } from "./check-aggregation.ts";

const schema: Schema = [
  { name: "amount", type: "long" },
  { name: "country", type: "string" },
  { name: "tags", type: { list: "string" } },
  { name: "scores", type: { map: "double" } },
  { name: "at", type: "timestamp" },
];

const part = (change: Partial<AggregationPart>): AggregationPart => ({
  inputColumn: "amount",
  operation: "SUM",
  argMap: null,
  window: null,
  bucket: null,
  elementWise: false,
  ...change,
});

describe("what is refused", () => {
  const refused: [string, Partial<AggregationPart>, readonly string[]][] = [
    ["aggregation/unknown-column", { inputColumn: "nope" }, ["inputColumn"]],
    ["aggregation/incompatible-type", { inputColumn: "country" }, ["inputColumn"]],
    ["aggregation/incompatible-type", { inputColumn: "at", operation: "LAST" }, ["inputColumn"]],
    ["aggregation/unknown-bucket", { bucket: "nope" }, ["buckets"]],
    ["aggregation/bucket-not-string", { bucket: "amount" }, ["buckets"]],
    ["aggregation/bucket-over-map", { inputColumn: "scores", bucket: "country" }, ["buckets"]],
    ["aggregation/element-wise-not-list", { elementWise: true }, ["elementWise"]],
    [
      "aggregation/element-wise-bucket",
      { inputColumn: "tags", operation: "COUNT", elementWise: true, bucket: "country" },
      ["buckets"],
    ],
    ["aggregation/missing-k", { operation: "TOP_K" }, ["argMap", "k"]],
    ["aggregation/bad-k", { operation: "LAST_K", argMap: { k: "2.5" } }, ["argMap", "k"]],
    [
      "aggregation/bad-k",
      { operation: "HISTOGRAM", inputColumn: "tags", argMap: { k: "99999999999" } },
      ["argMap", "k"],
    ],
    ["aggregation/missing-percentiles", { operation: "APPROX_PERCENTILE" }, ["argMap", "percentiles"]],
    [
      "aggregation/bad-percentiles",
      { operation: "APPROX_PERCENTILE", argMap: { percentiles: "0.5,0.9" } },
      ["argMap", "percentiles"],
    ],
    [
      "aggregation/bad-percentiles",
      { operation: "APPROX_PERCENTILE", argMap: { percentiles: '["0.5"]' } },
      ["argMap", "percentiles"],
    ],
  ];
  test.each(refused)("%s %o", (code, change, path) => {
    const checked = checkAggregation(part(change), schema);
    const found = checked.ok ? [] : checked.diagnostics.map(({ code, path, severity }) => ({ code, path, severity }));
    expect(found).toEqual([{ code, path, severity: "error" }]);
  });

  test("all problems are told at once", () => {
    const checked = checkAggregation(part({ inputColumn: "nope", operation: "TOP_K", bucket: "amount" }), schema);
    expect(checked.ok ? [] : checked.diagnostics.map(({ code }) => code)).toEqual([
      "aggregation/missing-k",
      "aggregation/bucket-not-string",
      "aggregation/unknown-column",
    ]);
  });
});

test("Z3 Z4 the fork's operations take what the fork takes", () => {
  const page: DataType = {
    struct: "Page",
    fields: [
      { name: "unique_id", type: "long" },
      { name: "sort_key", type: "string" },
    ],
  };
  const types: DataType[] = [
    ...(["int", "long", "string", "short", "double", "boolean", "binary"] as const),
    page,
    { struct: "Half", fields: [{ name: "unique_id", type: "long" }] },
    {
      struct: "Wrong",
      fields: [
        { name: "unique_id", type: "int" },
        { name: "sort_key", type: "string" },
      ],
    },
    { list: "string" },
    { list: page },
  ];
  const accepted = (operation: OperationName) =>
    types.map((type) =>
      checkAggregation(part({ inputColumn: "x", operation, argMap: { k: "2" } }), [{ name: "x", type }]).ok ? 1 : 0,
    );
  expect(accepted("UNIQUE_TOP_K")).toEqual([1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0]);
  expect(accepted("APPROX_FREQUENT_K")).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0]);
  const checked = checkAggregation(part({ operation: "UNIQUE_TOP_K", argMap: { k: "2" } }), [
    { name: "amount", type: "double" },
  ]);
  expect(checked.ok ? [] : checked.diagnostics.map(({ hint }) => hint)).toEqual([
    "It takes int, long, string, or a struct with unique_id (long) and sort_key (string).",
  ]);
});

describe("what Chronon builds and then trips over is a warning", () => {
  const warned: [string, Partial<AggregationPart>][] = [
    ["aggregation/histogram-not-string", { operation: "HISTOGRAM" }],
    ["aggregation/sketch-size-out-of-range", { operation: "APPROX_UNIQUE_COUNT", argMap: { k: "27" } }],
    ["aggregation/percentile-out-of-range", { operation: "APPROX_PERCENTILE", argMap: { percentiles: "[0.5, 95]" } }],
    ["aggregation/k-too-small", { operation: "TOP_K", argMap: { k: "0" } }],
  ];
  test.each(warned)("%s", (code, change) => {
    const checked = checkAggregation(part(change), schema);
    expect(checked.ok && checked.warnings.map((warning) => warning.code)).toEqual([code]);
  });
});

test("elementWise means nothing to timed operations, as in Chronon", () => {
  const checked = checkAggregation(part({ operation: "LAST", elementWise: true }), schema);
  expect(checked.ok && checked.value.outputType).toBe("long");
});
