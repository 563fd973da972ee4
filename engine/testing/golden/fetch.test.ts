import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { fetch } from "../../src/conformance/fetch.ts";
import type { Json } from "../../src/schema/json.ts";
import { difference } from "./compare-values.ts";
import { joinCases } from "./join-cases.ts";

const cases = joinCases("fetch.jsonl");
const SUMS = { relative: 1e-9, absolute: 1e-9 };
const counts = { groupByCalls: 0, joinCalls: 0, responses: 0, storedValues: 0, exactBytes: 0 };

/** Where a value stands in the store; several may stand there. */
const placeOf = (value: Json): string => {
  const { dataset, keyHex, ts } = objectOf(value);
  return `${dataset} ${keyHex} ${ts}`;
};

function stepDifferences(expected: Json, actual: Json, label: string): string[] {
  const [left, right] = [objectOf(expected), objectOf(actual)];
  if (left.responses === undefined || right.responses === undefined) {
    const found = difference(expected, actual);
    return found === null ? [] : [`${label}${found}`];
  }
  counts.responses += arrayOf(left.responses).length;
  const found = difference(left.responses, right.responses, SUMS);
  return found === null ? [] : [`${label}${found}`];
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("%s", async (_id, testCase) => {
  const answer = await fetch(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const [expected, actual] = [objectOf(testCase.expected), objectOf(answer.actual)];
  const steps = arrayOf(testCase.steps).map(objectOf);
  const found = steps.flatMap(({ op }, i) => {
    if (op === "fetchGroupBy") counts.groupByCalls++;
    if (op === "fetchJoin") counts.joinCalls++;
    const [left, right] = [arrayOf(expected.steps)[i] ?? {}, arrayOf(actual.steps)[i] ?? {}];
    return stepDifferences(left, right, `step ${i} (${op})`);
  });
  expect(found).toEqual([]);

  const [stored, ours] = [arrayOf(expected.kv), arrayOf(actual.kv)];
  expect(ours.map(placeOf).sort()).toEqual(stored.map(placeOf).sort());
  const byPlace = Map.groupBy(ours, placeOf);
  counts.storedValues += stored.length;
  for (const value of stored) {
    const others = byPlace.get(placeOf(value)) ?? [];
    if (others.some((other) => objectOf(other).valueHex === objectOf(value).valueHex)) counts.exactBytes++;
  }
});

afterAll(() => {
  expect(cases.length).toBe(70);
  // Other bytes are maps and sets in another order: what reads them gives the same answers above.
  expect(counts).toEqual({ groupByCalls: 190, joinCalls: 129, responses: 1655, storedValues: 3824, exactBytes: 3392 });
});
