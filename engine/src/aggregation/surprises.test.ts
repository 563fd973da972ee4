import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { aggregationsOf, objectOf, schemaOf } from "../conformance/chronon-case.ts";
import type { ConformanceCase } from "../conformance/handler.ts";
import { type Json, parseJson } from "../schema/json.ts";
import { checkAggregation } from "./check-aggregation.ts";
import { expandParts } from "./expand-parts.ts";

const codesOf = (testCase: { readonly [field: string]: Json | undefined }): string[] => {
  const schema = schemaOf(testCase.schema);
  return expandParts(aggregationsOf(testCase.aggregations)).base.flatMap((part) => {
    const checked = checkAggregation(part, schema);
    return checked.ok ? checked.warnings.map(({ code }) => code) : [];
  });
};

const tiles = readFileSync(new URL("../../golden/chronon/avro.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => parseJson(line) as unknown as ConformanceCase)
  .filter(({ subkind }) => subkind === "tile");

test("A11 says so wherever Chronon could not encode a recorded tile, and of shorts nowhere else", () => {
  let failed = 0;
  for (const testCase of tiles) {
    const told = codesOf(testCase).includes("aggregation/not-on-chronon");
    const fails = "error" in objectOf(testCase.expected);
    if (fails) failed++;
    const hasBound = JSON.stringify(testCase.aggregations).includes("BOUNDED_UNIQUE_COUNT");
    if (fails)
      expect([testCase.id, told || codesOf(testCase).includes("aggregation/binary-never-equal")]).toEqual([
        testCase.id,
        true,
      ]);
    else if (!hasBound) expect([testCase.id, told]).toEqual([testCase.id, false]);
  }
  expect(failed).toBeGreaterThan(10);
});

test("binary values are never equal", () => {
  const over = (type: Json, operation: string) =>
    codesOf({
      schema: [{ name: "x", type }],
      aggregations: [{ operation, inputColumn: "x", windows: null }],
    });
  expect(over("binary", "UNIQUE_COUNT")).toEqual(["aggregation/binary-never-equal"]);
  expect(over({ list: "binary" }, "BOUNDED_UNIQUE_COUNT")).toEqual(["aggregation/binary-never-equal"]);
  expect(over("binary", "APPROX_UNIQUE_COUNT")).toEqual([]);
  expect(over("string", "BOUNDED_UNIQUE_COUNT")).toEqual([]);
});
