import { expect, test } from "vitest";
import { objectOf } from "../../src/conformance/chronon-case.ts";
import { resolution } from "../../src/conformance/resolution.ts";
import type { Json } from "../../src/schema/json.ts";
import { chrononCases } from "./chronon-cases.ts";
import { difference } from "./compare-values.ts";

const cases = chrononCases("resolution.jsonl");

/** Error classes are names of Java classes: only that there is one needs to agree. */
function withoutClasses(json: Json): Json {
  const result = objectOf(json);
  return "dailyError" in result ? { ...result, dailyError: "an error" } : result;
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("W1 W2 W4: %s", async (_id, testCase) => {
  const answer = await resolution(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  expect(difference(withoutClasses(testCase.expected ?? null), withoutClasses(answer.actual))).toBeNull();
});

test("the file is the whole one", () => {
  expect(cases.length).toBe(130);
});
