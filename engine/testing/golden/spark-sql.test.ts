import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { sparkSql } from "../../src/conformance/spark-sql.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";

const folder = new URL("../../golden/spark/spark_sql/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const siblings = async (name: string): Promise<string> => read(name);

function casesOf(fileName: string): ConformanceCase[] {
  return read(fileName)
    .trim()
    .split("\n")
    .map((line) => parseJson(line) as unknown as ConformanceCase);
}

/** Functions whose last digits differ between math libraries. */
const TRANSCENDENTAL = /\b(?:exp|ln|log\w*|pow|power|sin|cos|tan|cot|a?sinh?|acosh?|a?tanh?|atan2|cbrt|expm1|hypot)\b/i;

function near(actual: Json, expected: Json): boolean {
  if (typeof actual !== "number" || typeof expected !== "number") return false;
  return Math.abs(actual - expected) <= Math.abs(expected) * 2 ** -51;
}

function sameResults(actual: Json | undefined, expected: Json | undefined, loose: boolean): boolean {
  if (!loose || !Array.isArray(actual) || !Array.isArray(expected))
    return JSON.stringify(actual) === JSON.stringify(expected);
  return expected.every((value, i) => {
    const other = actual[i] ?? null;
    return JSON.stringify(other) === JSON.stringify(value) || near(other, value);
  });
}

/** Rows that the recorder could not hold say nothing. */
function withoutUnrecorded(perRow: Json, actual: Json): [Json, Json] {
  if (!Array.isArray(perRow) || !Array.isArray(actual)) return [perRow, actual];
  const known = perRow.map((entry) => !(typeof entry === "object" && entry !== null && "unrecorded" in entry));
  return [perRow.filter((_, i) => known[i]), actual.filter((_, i) => known[i])];
}

/** Compares by the rules of the folder's README; the text names what differs. */
function difference(testCase: ConformanceCase, actual: { [field: string]: Json }): string | null {
  const asSelect = testCase.asSelect as { error?: Json } | undefined;
  const error = asSelect?.error ?? testCase.error;
  if (error !== undefined)
    return JSON.stringify(actual.error) === JSON.stringify(error)
      ? null
      : `${JSON.stringify(actual)} for ${JSON.stringify(error)}`;
  if (actual.type !== testCase.type) return `type ${JSON.stringify(actual.type ?? actual)} for ${testCase.type}`;
  if (testCase.notRowLevel === true) return actual.notRowLevel === true ? null : "taken for row level";
  if (testCase.perRow !== undefined) {
    const values = actual.perRow ?? (actual.results as Json[]).map((v) => ({ v }));
    const [wanted, given] = withoutUnrecorded(testCase.perRow, values);
    return JSON.stringify(given) === JSON.stringify(wanted)
      ? null
      : `${JSON.stringify(given)} for ${JSON.stringify(wanted)}`;
  }
  const loose = TRANSCENDENTAL.test(String(testCase.expr));
  return sameResults(actual.results, testCase.results, loose)
    ? null
    : `${JSON.stringify(actual.results ?? actual)} for ${JSON.stringify(testCase.results)}`;
}

async function failuresOf(cases: readonly ConformanceCase[]): Promise<string[]> {
  const failures: string[] = [];
  for (const testCase of cases) {
    const answer = await sparkSql(testCase, siblings);
    const found =
      "actual" in answer ? difference(testCase, answer.actual as { [field: string]: Json }) : answer.unsupported;
    if (found !== null) failures.push(`${testCase.id} ${testCase.expr}: ${found}`);
  }
  return failures;
}

const selects = casesOf("selects.jsonl");
const categories = [...new Set(selects.map((testCase) => String(testCase.cat)))];

describe("E1 Spark SQL as Spark computes it", () => {
  it("covers the whole file", () => {
    expect(selects.length).toBe(1059);
    expect(categories.length).toBe(14);
  });

  it.each(categories)("selects: %s", async (category) => {
    expect(await failuresOf(selects.filter((testCase) => testCase.cat === category))).toEqual([]);
  });

  const wheres = casesOf("wheres.jsonl");

  it("covers every filter", () => {
    expect(wheres.length).toBe(20);
  });

  it.each(wheres.map((testCase) => [testCase.id, testCase] as const))("E3 E4 %s", async (_id, testCase) => {
    const { bracketed, plain } = testCase;
    expect(await sparkSql(testCase, siblings)).toEqual({ actual: { bracketed, plain } });
  });
});
