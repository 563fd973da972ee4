import type { Row, Value } from "../../schema/value.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import type { AggregationPart } from "../aggregation-part.ts";
import type { CheckedAggregation } from "../check-aggregation.ts";
import type { ColumnIr } from "../row-aggregator.ts";
import { DirectFeed, type InputFeed, VectorFeed } from "./input-feed.ts";
import { KeyedColumn, type KeyedIr } from "./keyed-column.ts";

/** One IR per value of the bucket column. Rows with a null bucket, a null input or nothing to add are ignored. */
export class BucketColumn extends KeyedColumn {
  readonly #feed: InputFeed;

  constructor(part: AggregationPart, checked: CheckedAggregation, compatibility: Compatibility) {
    super(part, checked, compatibility);
    this.#feed = this.kind === "vector" ? new VectorFeed(this.aggregator) : new DirectFeed(this.aggregator);
  }

  override update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    const bucket = row[this.bucketIndex];
    if (input == null || bucket == null) return ir;
    return this.#replace(ir, bucket, (present) => this.#feed.update(present, input, timeMs));
  }

  override delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    const bucket = row[this.bucketIndex];
    if (input == null || bucket == null) return ir;
    return this.#replace(ir, bucket, (present) => this.#feed.delete(present, input, timeMs));
  }

  #replace(ir: ColumnIr, bucket: Value, change: (present: unknown) => unknown): ColumnIr {
    const buckets = ir as KeyedIr | null;
    const key = bucket as string;
    const changed = change(buckets?.get(key) ?? null);
    if (changed === null) return ir;
    return (buckets ?? new Map<string, unknown>()).set(key, changed);
  }
}
