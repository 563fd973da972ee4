import { arrayOf, objectOf } from "../../src/conformance/chronon-case.ts";
import { type Json, stringifyJson } from "../../src/schema/json.ts";
import { difference, type Tolerance } from "./compare-values.ts";

/** How tables of results are compared: sums of doubles may be off by the order of additions. */
export const SUMS: Tolerance = { relative: 1e-9, absolute: 1e-9 };

/** What two tables differ in: columns in their order, and rows as multisets. */
export function frameDifferences(expected: Json | undefined, actual: Json | undefined): string[] {
  const [left, right] = [objectOf(expected), objectOf(actual)];
  const columns = difference(left.columns ?? null, right.columns ?? null, undefined, "columns");
  if (columns !== null) return [columns];
  const rest = [...arrayOf(right.rows)];
  const missing = arrayOf(left.rows).filter((row) => {
    const found = rest.findIndex((other) => difference(row, other, SUMS) === null);
    if (found >= 0) rest.splice(found, 1);
    return found < 0;
  });
  return [
    ...missing.map((row) => `missing ${stringifyJson(row)}`),
    ...rest.map((row) => `not expected ${stringifyJson(row)}`),
  ];
}
