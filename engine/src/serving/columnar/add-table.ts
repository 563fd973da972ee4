import type { RowIr } from "../../aggregation/row-aggregator.ts";
import type { FeatureSet } from "../feature-set.ts";
import type { MergeCount } from "../window-merge.ts";
import type { IrMerge, IrNumbers, SumsOfRead } from "./ir-merges.ts";

/** Tiles or rows of one key as columns of numbers. */
export interface NumberTable {
  readonly length: number;
  /** Times that windows look at, ascending. */
  readonly timesMs: Float64Array;
  mergeOf(baseIndex: number): IrMerge | undefined;
  irsOf(baseIndex: number): IrNumbers | undefined;
}

/** How many of the first `length` of the ascending times are before `timeMs`. */
function countBefore(timesMs: Float64Array, length: number, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Adds to the IR of each feature what the table has in `[max(fromMs, start of its window), endMs)`. False: an integer
 * would leave what a double holds exactly; then nothing has changed.
 */
export function addTable(
  { features }: Pick<FeatureSet, "features">,
  ir: RowIr,
  starts: Float64Array,
  table: NumberTable,
  fromMs: number,
  endMs: number,
  count: MergeCount,
): boolean {
  const { length, timesMs } = table;
  const to = countBefore(timesMs, length, endMs);
  const merged: RowIr = [];
  const sums: SumsOfRead = [];
  let merges = 0;
  for (let i = 0; i < features.length; i++) {
    const baseIndex = features[i]?.baseIndex ?? 0;
    const from = countBefore(timesMs, to, Math.max(fromMs, starts[i] as number));
    const irs = table.irsOf(baseIndex);
    const result = irs && table.mergeOf(baseIndex)?.(irs, from, to, ir[i] ?? null, sums);
    if (result === undefined) return false;
    merged.push(result);
    merges += to - from;
  }
  for (let i = 0; i < merged.length; i++) ir[i] = merged[i];
  count.merges += merges;
  return true;
}
