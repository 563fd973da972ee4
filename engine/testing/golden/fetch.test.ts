import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { runFetchCase } from "../../src/conformance/fetch.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
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

function differences(testCase: ConformanceCase, actual: Json): string[] {
  const [expected, answered] = [objectOf(testCase.expected), objectOf(actual)];
  return arrayOf(testCase.steps).flatMap((step, i) => {
    const [left, right] = [arrayOf(expected.steps)[i] ?? {}, arrayOf(answered.steps)[i] ?? {}];
    return stepDifferences(left, right, `step ${i} (${objectOf(step).op})`);
  });
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("%s", async (_id, testCase) => {
  const answer = await runFetchCase(testCase);
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const [expected, actual] = [objectOf(testCase.expected), objectOf(answer.actual)];
  for (const { op } of arrayOf(testCase.steps).map(objectOf)) {
    if (op === "fetchGroupBy") counts.groupByCalls++;
    if (op === "fetchJoin") counts.joinCalls++;
  }
  expect(differences(testCase, answer.actual)).toEqual([]);

  const [stored, ours] = [arrayOf(expected.kv), arrayOf(actual.kv)];
  expect(ours.map(placeOf).sort()).toEqual(stored.map(placeOf).sort());
  const byPlace = Map.groupBy(ours, placeOf);
  counts.storedValues += stored.length;
  for (const value of stored) {
    const others = byPlace.get(placeOf(value)) ?? [];
    if (others.some((other) => objectOf(other).valueHex === objectOf(value).valueHex)) counts.exactBytes++;
  }
});

test.each(cases.map((testCase) => [testCase.id, testCase] as const))(
  "%s, read from the bytes that Chronon stored",
  async (_id, testCase) => {
    const { kv } = objectOf(testCase.expected);
    const answer = await runFetchCase(testCase, kv);
    if (!("actual" in answer)) throw new Error(answer.unsupported);
    const valuesOf = (contents: Json | undefined) =>
      arrayOf(contents)
        .map((value) => `${placeOf(value)} ${objectOf(value).valueHex}`)
        .sort();
    expect(valuesOf(objectOf(answer.actual).kv)).toEqual(valuesOf(kv));
    expect(differences(testCase, answer.actual)).toEqual([]);
  },
);

afterAll(() => {
  expect(cases.length).toBe(70);
  // Other bytes are maps and sets in another order: what reads them gives the same answers above.
  expect(counts).toEqual({ groupByCalls: 190, joinCalls: 129, responses: 3310, storedValues: 3824, exactBytes: 3392 });
});
