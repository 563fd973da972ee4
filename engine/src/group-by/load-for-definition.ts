import { isSimpleExpression, loadSqlParser } from "../expression/index.ts";
import { fromForkDialect } from "./chronon/fork-dialect.ts";
import { type GroupBy, Operation } from "./group-by.ts";
import { viewSource } from "./source-kind.ts";

const SKETCH_OPERATIONS: ReadonlySet<unknown> = new Set([
  Operation.APPROX_UNIQUE_COUNT,
  Operation.APPROX_PERCENTILE,
  Operation.APPROX_HISTOGRAM_K,
  ...(["APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K"] as const).flatMap((name) => [name, Operation[name]]),
]);

/**
 * Loads what compiling and running this definition needs and most do not: the SQL parser, the sketches. To be awaited
 * before `compilePlan`. Takes unchecked JSON: what is not well-formed is left to validation.
 */
export async function loadForDefinition(groupBy: GroupBy): Promise<void> {
  const expressions = listOf(groupBy?.sources).flatMap((source) => {
    const query = source === null || typeof source !== "object" ? null : viewSource(source).query;
    return [...Object.values(query?.selects ?? {}), ...listOf(query?.wheres), query?.timeColumn];
  });
  const needsParser = expressions.some((sql) => typeof sql === "string" && !isSimpleExpression(sql));
  const needsSketches = listOf(fromForkDialect(groupBy)?.aggregations).some((part) =>
    SKETCH_OPERATIONS.has(part?.operation),
  );
  await Promise.all([
    needsParser ? loadSqlParser() : undefined,
    needsSketches
      ? import("../aggregation/sketches/load-sketches.ts").then(({ loadSketches }) => loadSketches())
      : undefined,
  ]);
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}
