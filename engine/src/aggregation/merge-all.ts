import type { ColumnAggregator, ColumnIr } from "./row-aggregator.ts";

/**
 * Merges IRs of one column, oldest first. May change and return the first, which the caller owns, and leaves the others
 * as they are: Chronon's bulk merge. Inside buckets, maps and lists it goes one by one, as there.
 */
export function mergeAll(column: ColumnAggregator, irs: readonly ColumnIr[]): ColumnIr {
  const { aggregator, wrapping } = column;
  if (aggregator.mergeAll === undefined || wrapping !== "none")
    return irs.reduce((left, right) => column.merge(left, right));
  const present = irs.filter((ir) => ir !== null);
  return present.length === 0 ? null : aggregator.mergeAll(present);
}
