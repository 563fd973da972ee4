import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expandParts } from "../../src/aggregation/expand-parts.ts";
import { operationArguments } from "../../src/aggregation/operation-arguments.ts";
import { outputColumnName } from "../../src/aggregation/output-column-name.ts";
import { aggregationsOf, arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { row } from "../../src/conformance/row.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";
import { type ColumnRule, columnDifferences, columnRules, difference } from "./compare-values.ts";

const cases = readFileSync(new URL("../../golden/chronon/row.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => parseJson(line) as unknown as ConformanceCase);

function resultDifferences(rules: Map<string, ColumnRule>, step: string, expected: Json, actual: Json): string[] {
  const left = objectOf(expected);
  const right = objectOf(actual);
  if ("error" in left || "error" in right)
    return "error" in left && "error" in right ? [] : [`${step}: an error on one side only`];
  const found = [
    ...columnDifferences(rules, "ir", left.ir, right.ir),
    ...columnDifferences(rules, "output", left.output, right.output),
  ];
  if ("irA" in left) {
    found.push(...columnDifferences(rules, "ir", left.irA, right.irA));
    found.push(...columnDifferences(rules, "ir", left.irB, right.irB));
  }
  return found.map((line) => `${step} ${line}`);
}

/** The rules, those of percentiles over a plain column with the values that went in. */
function rulesOf(testCase: ConformanceCase): Map<string, ColumnRule> {
  const rules = columnRules(testCase, { strict: true });
  const { windowed } = expandParts(aggregationsOf(testCase.aggregations));
  for (const part of windowed) {
    const rule = rules.get(outputColumnName(part));
    const args = operationArguments(part.operation, part.argMap);
    if (rule?.wrapping !== "none" || part.operation !== "APPROX_PERCENTILE" || !args.ok) continue;
    const values = arrayOf(testCase.events)
      .flatMap((event) => objectOf(objectOf(event).row)[part.inputColumn] ?? [])
      .filter((value) => value !== null)
      .map((value) => Math.fround(Number(value)));
    rules.set(outputColumnName(part), { ...rule, ranks: { ...args.value, values } });
  }
  return rules;
}

test.each(cases.map((testCase) => [testCase.id, testCase] as const))(
  "A3 A5 A6 A7 A8 A9 A10 A11 A16 A17: %s",
  async (_id, testCase) => {
    const answer = await row(testCase, async () => "");
    if (!("actual" in answer)) throw new Error(answer.unsupported);
    const expected = objectOf(testCase.expected);
    const actual = objectOf(answer.actual);
    const rules = rulesOf(testCase);
    const found = resultDifferences(rules, "all", expected, actual);
    for (const part of ["merge", "delete"])
      if (part in expected) found.push(...resultDifferences(rules, part, expected[part] ?? null, actual[part] ?? {}));
    for (const part of ["irTypes", "outputTypes", "sketch"])
      if (part in expected) found.push(difference(expected[part] ?? null, actual[part] ?? null) ?? "");
    expect(found.filter((line) => line !== "")).toEqual([]);
  },
);

test("the file is the whole one", () => {
  expect(cases.length).toBe(901);
});
