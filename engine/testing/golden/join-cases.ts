import { readFileSync } from "node:fs";
import { objectOf } from "../../src/conformance/chronon-case.ts";
import type { ConformanceCase } from "../../src/conformance/handler.ts";
import { type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import { type Json, parseJson } from "../../src/schema/json.ts";
import type { Schema } from "../../src/schema/schema.ts";
import { TimeUnit } from "../../src/time/window.ts";
import { type ColumnRule, columnRules } from "./compare-values.ts";

/** All cases of one file of `golden/chronon-join`. */
export function joinCases(fileName: string): ConformanceCase[] {
  return readFileSync(new URL(`../../golden/chronon-join/${fileName}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => parseJson(line) as unknown as ConformanceCase);
}

const nameOf = (numbers: Readonly<Record<string, number>>, number: number | undefined): string =>
  Object.entries(numbers).find(([, value]) => value === number)?.[0] ?? "";

/** How the columns of a GroupBy in compiled form are compared, over inputs of `schema`. */
export function groupByRules(groupBy: GroupBy, schema: Schema, caution: readonly Json[] = []): Map<string, ColumnRule> {
  const aggregations = (groupBy.aggregations ?? []).map(({ operation, windows, ...rest }) => ({
    ...rest,
    operation: nameOf(Operation, operation),
    ...(windows && {
      windows: windows.map(({ length, timeUnit }) => ({ length, timeUnit: nameOf(TimeUnit, timeUnit) })),
    }),
  }));
  return columnRules({ schema, aggregations, caution } as unknown as { readonly [field: string]: Json });
}

/** Field names of a record without what makes them unique in it. */
export function plainNames(record: Json | undefined): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(objectOf(record)).map(([name, value]) => [name.replace(/_REPEATED_NAME_\d+$/, ""), value]),
  );
}
