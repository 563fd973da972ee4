import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kllFromBytes } from "../../src/aggregation/sketches/kll-bytes.ts";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { row } from "../../src/conformance/row.ts";
import { bytesFromHex, type Json, parseJson } from "../../src/schema/json.ts";

/**
 * Where coins were flipped, the row cases can only be compared by rank. What does not depend on coins must be equal:
 * how many samples each level holds, and everything that is stored in front of them.
 */

const cases = readFileSync(new URL("../../golden/chronon/row.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => parseJson(line) as unknown as ConformanceCase)
  .filter((testCase) => arrayOf(testCase.caution ?? []).some((one) => objectOf(one).reason === "randomizedSketch"));

/** Every percentile sketch inside `ir`, opened, by its path; without the samples. */
function shapesAt(path: string, ir: Json): [string, unknown][] {
  if (typeof ir === "object" && ir !== null)
    return Object.entries(ir).flatMap(([key, inner]) => shapesAt(`${path}.${key}`, inner));
  if (!path.includes("approx_percentile") || typeof ir !== "string") return [];
  const { levels, ...rest } = kllFromBytes(bytesFromHex(ir));
  return [[path, { ...rest, sizes: levels.map((items) => items.length) }]];
}

const shapes = (result: Json | undefined) => new Map(shapesAt("", objectOf(result).ir ?? null));

test.each(cases.map((testCase) => [testCase.id, testCase] as const))("%s", async (_id, testCase) => {
  const answer = await row(testCase, async () => "");
  if (!("actual" in answer)) throw new Error(answer.unsupported);
  const expected = shapes(testCase.expected);
  expect(expected.size).toBeGreaterThan(0);
  expect(shapes(answer.actual)).toEqual(expected);
  expect(shapes(objectOf(answer.actual).merge)).toEqual(shapes(objectOf(testCase.expected).merge));
});

test("the cases with coin flips are all there", () => {
  expect(cases.length).toBe(8);
});
