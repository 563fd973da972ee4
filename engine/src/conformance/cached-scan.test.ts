import { beforeAll, expect, test } from "vitest";
import { compileSparkWheres, loadSqlParser } from "../expression/index.ts";
import { readFromCache } from "./cached-scan.ts";

beforeAll(loadSqlParser);

const columns = [
  { name: "id", type: { kind: "int" } },
  { name: "d", type: { kind: "double" } },
  { name: "i", type: { kind: "int" } },
] as const;
const rows = [
  [0, 2.5, 1],
  [1, -1.75, -5],
  [2, null, null],
  [3, Number.MAX_VALUE, 2147483647],
  [4, -5e-324, -2147483648],
  [5, Number.NaN, 0],
  [6, Number.POSITIVE_INFINITY, 3],
  [7, 1234.5678, 42],
];

function kept(sql: string, batchRows: number): unknown[] {
  const compiled = compileSparkWheres([sql], columns, "plain");
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  const read = readFromCache(sql, columns, rows, batchRows);
  return rows.filter((row) => read.has(row) && compiled.expression.keeps(row)).map(([id]) => id);
}

// Recorded from Spark 3.5.5: a table of these rows, cached in one and in four partitions.
test.each([
  ["d IS NOT NULL AND d > 1.5", [0, 3, 5, 6, 7], [0, 3, 6, 7]],
  ["d > 1.5", [0, 3, 5, 6, 7], [0, 3, 6, 7]],
  ["1.5 < d", [0, 3, 5, 6, 7], [0, 3, 6, 7]],
  ["d >= 1.5", [0, 3, 5, 6, 7], [0, 3, 6, 7]],
  ["d = 'NaN'", [], []],
  ["d > 1.5 or i > 100", [0, 3, 5, 6, 7], [0, 3, 6, 7]],
  ["d in (1.5, cast('NaN' as double))", [5], []],
  ["d < 0", [1, 4], [1, 4]],
  ["d > 1e308", [3, 5, 6], [3, 6]],
  ["isnan(d)", [5], [5]],
  ["d > 1.5 and isnan(d)", [5], []],
])("E4 a cached table: %s", (sql, inOneBatch, inFour) => {
  expect([kept(sql, 8), kept(sql, 2)]).toEqual([inOneBatch, inFour]);
});
