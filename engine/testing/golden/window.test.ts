import { afterAll, expect, test } from "vitest";
import { objectOf } from "../../src/conformance/chronon-case.ts";
import { window } from "../../src/conformance/window.ts";
import { chrononCases } from "./chronon-cases.ts";
import { WindowedDifferences } from "./windowed-differences.ts";

const cases = chrononCases("window.jsonl");

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("W1 W3 W5 A8: %s", async (_id, testCase) => {
  const answer = await window(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const expected = objectOf(testCase.expected);
  const actual = objectOf(answer.actual);
  const differences = new WindowedDifferences(testCase);
  differences.same("fails", "error" in expected, "error" in actual);
  if (!("error" in expected)) {
    differences.same("irTypes", expected.irTypes, actual.irTypes);
    differences.same("outputTypes", expected.outputTypes, actual.outputTypes);
    differences.results("result", expected.results, actual.results, "naive");
  }
  expect(differences.wrong).toEqual([]);
});

afterAll(() => {
  expect(cases.length).toBe(293);
});
