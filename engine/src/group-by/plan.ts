import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import type { RowAggregator } from "../aggregation/row-aggregator.ts";
import type { Schema } from "../schema/schema.ts";
import type { Long, Row } from "../schema/value.ts";
import type { GroupBy } from "./group-by.ts";

/** A feature: one output column of the GroupBy. */
export interface Feature {
  readonly part: AggregationPart;
  /** Column name by Chronon's rule, `amount_sum_7d`. */
  readonly name: string;
  /** Index of the un-windowed base column (aggregation and bucket) that tiles hold. */
  readonly baseIndex: number;
  /** `Infinity` when unbounded. */
  readonly windowMs: number;
  readonly tailHopMs: number;
}

/** One raw event after selects and wheres. */
export interface SelectedEvent {
  /** Key values in `keySchema` order. A null part makes the event unservable; the operator reports it. */
  readonly key: Row;
  /** Event time in ms from `timeColumn`; null when the expression gave null. */
  readonly timeMs: number | null;
  /** Values in `inputSchema` order. */
  readonly inputs: Row;
}

/** A GroupBy compiled once: everything that would otherwise be decided per event. */
export interface Plan {
  readonly groupBy: GroupBy;
  readonly name: string;
  /** `name` with everything outside `[a-zA-Z0-9_]` as `_`. */
  readonly cleanName: string;
  readonly accuracy: "TEMPORAL" | "SNAPSHOT";
  readonly topic: string | null;
  /** Raw columns of the source, as decoded. */
  readonly sourceSchema: Schema;
  readonly keySchema: Schema;
  /** De-duplicated aggregation inputs: per aggregation its buckets, then its input column. */
  readonly inputSchema: Schema;
  /** Per aggregation, then bucket: what tiles hold. */
  readonly baseParts: readonly AggregationPart[];
  /** Per aggregation, then bucket, then window: what the fetcher returns. */
  readonly features: readonly Feature[];
  /** Un-windowed, over `baseParts`. */
  readonly baseAggregator: RowAggregator;
  /** Over `features`; same columns, one per window. */
  readonly windowedAggregator: RowAggregator;
  /** Smallest tail hop of all declared windows; 1 d when there is none. */
  readonly tileSizeMs: number;
  readonly streamingDataset: string;
  readonly batchDataset: string;
  /** Selects, time and wheres over one raw row. `null`: filtered out. Throws `TilescopeError` as Spark would at run time. */
  select(row: Row): SelectedEvent | null;
}

/** Exact 64-bit time narrowed to the safe range that event times live in; `null` beyond it. */
export function timeFromLong(value: Long): number | null {
  return typeof value === "number" ? value : null;
}
