import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { objectOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { names } from "../../src/conformance/names.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";

const cases = readFileSync(new URL("../../golden/chronon/names.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => parseJson(line) as unknown as ConformanceCase);

/** Of errors only their presence counts. */
function comparable(json: Json): Json {
  const { error, update, avroError, ...rest } = objectOf(json);
  return {
    ...rest,
    ...(error !== undefined && { error: "error" }),
    ...(avroError !== undefined && { avroError: "error" }),
    ...(update !== undefined && { update: update === "ok" ? "ok" : "error" }),
  };
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("A15: %s", async (_id, testCase) => {
  const answer = await names(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  expect(comparable(answer.actual)).toEqual(comparable(testCase.expected ?? null));
});

test("the file is the whole one", () => {
  expect(cases.length).toBe(1276);
});
