import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { consistency } from "../../src/conformance/consistency.ts";
import { frameDifferences } from "./frame-differences.ts";
import { joinCases } from "./join-cases.ts";

const cases = joinCases("consistency.jsonl");
const counts = { tables: 0, rows: 0, failures: 0 };

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("%s", async (_id, testCase) => {
  const answer = await consistency(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const [expected, actual] = [objectOf(testCase.expected), objectOf(answer.actual)];
  expect("error" in actual).toBe("error" in expected);
  if ("error" in expected) counts.failures++;
  else {
    counts.tables++;
    counts.rows += arrayOf(expected.rows).length;
    expect(frameDifferences(expected, actual)).toEqual([]);
  }
});

afterAll(() => {
  expect(cases.length).toBe(20);
  expect(counts).toEqual({ tables: 20, rows: 140, failures: 0 });
});
