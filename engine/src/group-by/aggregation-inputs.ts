import type { Aggregation } from "./group-by.ts";

/**
 * Columns that aggregations read, each once: per aggregation its buckets, then its input. This is the column order of
 * streamed values and of the aggregators' input schema.
 */
export function aggregationInputs(aggregations: readonly Aggregation[]): string[] {
  const names = new Set<string>();
  for (const { buckets, inputColumn } of aggregations) {
    for (const bucket of buckets ?? []) names.add(bucket);
    if (inputColumn !== undefined) names.add(inputColumn);
  }
  return [...names];
}
