import type { Value } from "../../schema/value.ts";

/**
 * One input column of a batch: numbers with marks where they are null (any number stands there then), or plain values.
 * Integers are given as numbers only where all of them are safe.
 */
export type BatchColumn =
  | { readonly numbers: Float64Array; readonly nulls: Uint8Array | null }
  | { readonly values: readonly Value[] };

/** Events by column, in order of processing. */
export interface EventBatch {
  readonly length: number;
  /** Key of each event as a number from 0; whoever makes the batch keeps what the numbers stand for. */
  readonly keys: Int32Array;
  readonly timesMs: Float64Array;
  /** In the order of the input schema. */
  readonly columns: readonly BatchColumn[];
}

/** The value of event `index` in a column. */
export function batchValue(column: BatchColumn, index: number): Value {
  if ("values" in column) return column.values[index] ?? null;
  return column.nulls !== null && column.nulls[index] === 1 ? null : (column.numbers[index] ?? null);
}
