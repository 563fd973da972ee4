import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { pointInTime } from "../../src/offline/point-in-time/point-in-time.ts";
import { parseJson } from "../../src/schema/json.ts";
import { ANCHOR_FEATURES, anchorData } from "../anchor-data.ts";

const anchor = objectOf(
  parseJson(readFileSync(new URL("../../golden/spark/perf/anchor.json", import.meta.url), "utf8")),
);
const checks = objectOf(anchor.checks);
const { purchases, checkouts } = anchorData();

test.each([
  ["TEMPORAL", "temporal"],
  ["SNAPSHOT", "snapshot"],
] as const)("a million purchases at 100,000 checkouts, %s", (accuracy, mode) => {
  const columns = pointInTime(ANCHOR_FEATURES, purchases, checkouts, mode);
  const sumOf = (name: string): number => {
    const column = columns[ANCHOR_FEATURES.features.findIndex((feature) => feature.name === `purchase_price_${name}`)];
    if (column === undefined || !("numbers" in column)) throw new Error(`no numbers for ${name}`);
    expect(column.numbers.length).toBe(100_000);
    return column.numbers.reduce((sum, value, i) => (column.nulls?.[i] === 1 ? sum : sum + value), 0);
  };
  const expected = objectOf(checks[accuracy]);
  expect(expected.rows).toBe(checkouts.length);
  for (const [name, value] of Object.entries(expected)) {
    if (name === "rows") continue;
    const sum = sumOf(name.slice("sum_of_".length));
    if (typeof value === "string") expect(String(sum)).toBe(value);
    else expect(Math.abs(sum - Number(value))).toBeLessThan(1e-9 * sum);
  }
  expect(arrayOf(Object.keys(expected))).toHaveLength(5);
});
