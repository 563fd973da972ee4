import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { mutation } from "../../src/conformance/mutation.ts";
import { chrononCases } from "./chronon-cases.ts";
import { WindowedDifferences } from "./windowed-differences.ts";

const cases = chrononCases("mutation.jsonl");

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("S10 A7: %s", async (_id, testCase) => {
  const answer = await mutation(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const expected = objectOf(testCase.expected);
  const actual = objectOf(answer.actual);
  const differences = new WindowedDifferences(testCase);
  differences.batchIr(expected.batchIr, actual.batchIr);
  differences.results("result", expected.results, actual.results, "online");
  for (const [i, result] of arrayOf(expected.results).map(objectOf).entries())
    if (result.online !== undefined)
      differences.columns(
        `online at ${result.queryTs}`,
        "output",
        result.online,
        objectOf(arrayOf(actual.results)[i] ?? {}).online ?? {},
      );
  expect(differences.wrong).toEqual([]);
});

afterAll(() => {
  expect(cases.length).toBe(159);
});
