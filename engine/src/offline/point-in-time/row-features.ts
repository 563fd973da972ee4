import { type BatchColumn, batchValue, type EventBatch } from "../../aggregation/columnar/event-batch.ts";
import { createRowAggregator } from "../../aggregation/create-row-aggregator.ts";
import type { Value } from "../../schema/value.ts";
import type { FeatureSet, TimedRow } from "../../serving/feature-set.ts";
import { computeWindows, type WindowMode } from "../compute-windows.ts";
import type { QueryBatch } from "./query-batch.ts";

/** The features of `set` at every query, key by key with `computeWindows`: for what slots do not compute. */
export function rowFeatures(set: FeatureSet, events: EventBatch, queries: QueryBatch, mode: WindowMode): BatchColumn[] {
  const results = set.features.map((): Value[] => new Array<Value>(queries.length).fill(null));
  const asked = Map.groupBy(queries.keys.keys(), (query) => queries.keys[query] ?? -1);
  asked.delete(-1);
  const rows = rowsByKey(events, asked);
  for (const [key, ofKey] of asked) {
    const timesMs = ofKey.map((query) => queries.timesMs[query] ?? 0);
    const irs = computeWindows(set, rows.get(key) ?? [], timesMs, mode);
    for (const [i, query] of ofKey.entries())
      for (const [f, value] of set.windowedAggregator.finalize(irs[i] ?? []).entries()) {
        const column = results[f];
        if (column !== undefined) column[query] = value;
      }
  }
  return results.map((values) => ({ values }));
}

/** Some of the features, over the same base columns. */
export function withFeatures(set: FeatureSet, indices: readonly number[]): FeatureSet {
  const features = set.features.filter((_feature, i) => indices.includes(i));
  const { inputSchema } = set.baseAggregator;
  return {
    features,
    baseAggregator: set.baseAggregator,
    windowedAggregator: createRowAggregator(
      inputSchema,
      features.map((feature) => feature.part),
    ),
  };
}

function rowsByKey(
  { length, keys, timesMs, columns }: EventBatch,
  asked: ReadonlyMap<number, unknown>,
): Map<number, TimedRow[]> {
  const rows = new Map<number, TimedRow[]>();
  for (let i = 0; i < length; i++) {
    const key = keys[i] ?? -1;
    if (!asked.has(key)) continue;
    const ofKey = rows.get(key) ?? [];
    if (ofKey.length === 0) rows.set(key, ofKey);
    ofKey.push({ timeMs: timesMs[i] ?? 0, row: columns.map((column) => batchValue(column, i)) });
  }
  return rows;
}
