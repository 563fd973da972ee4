import { afterAll, expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { online } from "../../src/conformance/online.ts";
import { chrononCases } from "./chronon-cases.ts";
import { WindowedDifferences } from "./windowed-differences.ts";

const cases = chrononCases("online.jsonl");

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("S1 S2 S3 S7 S9 T3: %s", async (_id, testCase) => {
  const answer = await online(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const expected = objectOf(testCase.expected);
  const actual = objectOf(answer.actual);
  const differences = new WindowedDifferences(testCase);
  differences.batchIr(expected.batchIr, actual.batchIr);
  differences.columns("at the first query", "ir", expected.irAtFirstQuery, actual.irAtFirstQuery);
  differences.results("result", expected.results, actual.results, "offline");
  const tilings = arrayOf(actual.tiled).map(objectOf);
  differences.same("tilings", arrayOf(expected.tiled).length, tilings.length);
  for (const [i, tiling] of arrayOf(expected.tiled).map(objectOf).entries()) {
    differences.same("tile size", tiling.tileSizeMillis, tilings[i]?.tileSizeMillis);
    differences.timedIrs("tile", tiling.tiles, tilings[i]?.tiles);
    differences.results("tiled", tiling.results, tilings[i]?.results, "differs");
  }
  for (const missing of ["withoutBatch", "withoutStreaming"]) {
    const [left, right] = [objectOf(expected[missing]), objectOf(actual[missing])];
    differences.same(missing, left.queryTs, right.queryTs);
    differences.columns(missing, "output", left.output, right.output);
  }
  expect(differences.wrong).toEqual([]);
});

afterAll(() => {
  expect(cases.length).toBe(264);
});
