import type { DataType, Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import type { AnyAggregator } from "./operations.ts";

/** The in-memory IR of one column; its shape belongs to the column. `null`: nothing aggregated yet. */
export type ColumnIr = unknown;

/** One IR for each column, in order. The array belongs to its holder and is changed in place. */
export type RowIr = ColumnIr[];

/**
 * An aggregator bound to its input column: handles nulls, lists, maps, buckets and element-wise lists.
 *
 * `update` and `delete` throw `TilescopeError` for a row that the column cannot take (an element-wise list with a null
 * or of another length, a HISTOGRAM over something else than strings, a sketch size out of range) and for a delete
 * from a map or element-wise column whose operation cannot delete, as Chronon does. The IR is then as it was.
 */
export interface ColumnAggregator {
  readonly part: AggregationPart;
  readonly name: string;
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly deletable: boolean;
  /** The algebra under the wrapping. */
  readonly aggregator: AnyAggregator;
  /** What the IR is made of: one IR of `aggregator`, a Map of them by key or bucket, or an array by position. */
  readonly wrapping: "none" | "map" | "list";
  /** Returns the new IR; may change and return `ir`. Never keeps or changes `row`. */
  update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr;
  /** Takes `row` out again; plain and bucketed columns whose operation cannot delete return `ir` as it is. */
  delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr;
  /** May change and return `left`; never changes, keeps or aliases `right`. */
  merge(left: ColumnIr, right: ColumnIr): ColumnIr;
  clone(ir: ColumnIr): ColumnIr;
  /** The feature value. Does not change the IR. */
  finalize(ir: ColumnIr): Value;
  normalize(ir: ColumnIr): Value;
  denormalize(stored: Value): ColumnIr;
}

/** All columns of a GroupBy over one input schema. */
export interface RowAggregator {
  readonly columns: readonly ColumnAggregator[];
  readonly inputSchema: Schema;
  readonly irSchema: Schema;
  readonly outputSchema: Schema;
  /** An IR with nothing aggregated. */
  init(): RowIr;
  /** Adds a row to every column, in place. When it throws (see `ColumnAggregator`), no column has changed. */
  update(ir: RowIr, row: Row, timeMs: number): void;
  /** Takes a row out again, in place; does nothing when no column is deletable. When it throws, none has changed. */
  delete(ir: RowIr, row: Row, timeMs: number): void;
  /** Merges `right` into `left`, in place. */
  merge(left: RowIr, right: RowIr): void;
  clone(ir: RowIr): RowIr;
  finalize(ir: RowIr): Value[];
  normalize(ir: RowIr): Value[];
  denormalize(stored: readonly Value[]): RowIr;
}
