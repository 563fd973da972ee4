import { mergeAll } from "../aggregation/merge-all.ts";
import type { ColumnAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { windowStartMs } from "../time/window.ts";
import { type BatchIr, hopSizeIndex } from "./batch-ir.ts";
import type { FeatureSet, TimedRow } from "./feature-set.ts";
import { TAIL_BUFFER_MS } from "./tail-buffer.ts";

/** Work done by reads, added up. */
export interface MergeCount {
  /** Column updates and merges. */
  merges: number;
}

/** First event time that each feature includes at `queryMs`. */
export function windowStarts({ features }: FeatureSet, queryMs: number): Float64Array {
  const starts = new Float64Array(features.length);
  for (let i = 0; i < starts.length; i++) {
    const { windowMs, tailHopMs } = features[i] as FeatureSet["features"][number];
    starts[i] = windowStartMs(queryMs, windowMs, tailHopMs);
  }
  return starts;
}

/** Adds one row to the features whose window reaches back to it. */
export function addRow(
  set: FeatureSet,
  ir: RowIr,
  starts: Float64Array,
  timeMs: number,
  row: TimedRow["row"],
  remove: boolean,
  count: MergeCount,
): void {
  const columns = set.windowedAggregator.columns;
  for (let i = 0; i < columns.length; i++) {
    if (timeMs < (starts[i] as number)) continue;
    const column = columns[i] as ColumnAggregator;
    ir[i] = remove ? column.delete(ir[i], row, timeMs) : column.update(ir[i], row, timeMs);
    count.merges++;
  }
}

/** The hops that are still inside a window are added; those that only longer windows of the column brought in are not. */
export function mergeTailHops(
  set: FeatureSet,
  ir: RowIr,
  starts: Float64Array,
  batch: BatchIr,
  batchEndMs: number,
  count: MergeCount,
): void {
  const columns = set.windowedAggregator.columns;
  for (const [i, { tailHopMs, windowMs, baseIndex }] of set.features.entries()) {
    const column = columns[i] as ColumnAggregator;
    const hops = batch.tailHops[hopSizeIndex(tailHopMs)] ?? [];
    const endMs = batchEndMs - windowMs + TAIL_BUFFER_MS;
    const startMs = starts[i] as number;
    const merged = [ir[i]];
    const copies = ir[i] === null && column.aggregator.changesRight === true;
    for (const hop of hops)
      if (hop.startMs >= startMs && hop.startMs < endMs)
        merged.push(copies ? column.clone(hop.ir[baseIndex]) : hop.ir[baseIndex]);
    ir[i] = mergeAll(column, merged);
    count.merges += merged.length - 1;
  }
}
