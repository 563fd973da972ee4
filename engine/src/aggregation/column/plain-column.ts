import type { Row, Value } from "../../schema/value.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import type { AggregationPart } from "../aggregation-part.ts";
import type { CheckedAggregation } from "../check-aggregation.ts";
import type { ColumnAggregator, ColumnIr } from "../row-aggregator.ts";
import { ColumnBase } from "./column-base.ts";
import { DirectFeed, type InputFeed, VectorFeed } from "./input-feed.ts";

/** One IR for the whole column, fed by values or by list elements. */
export class PlainColumn extends ColumnBase implements ColumnAggregator {
  readonly wrapping = "none";
  readonly #feed: InputFeed;
  /** A feature that is not finite is no feature. Applies here only: values inside maps and lists stay. */
  readonly #floating: boolean;

  constructor(part: AggregationPart, checked: CheckedAggregation, compatibility: Compatibility) {
    super(part, checked, compatibility);
    this.#feed = this.kind === "vector" ? new VectorFeed(this.aggregator) : new DirectFeed(this.aggregator);
    this.#floating = this.outputType === "double" || this.outputType === "float";
  }

  update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    return input == null ? ir : this.#feed.update(ir, input, timeMs);
  }

  delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    return input == null ? ir : this.#feed.delete(ir, input, timeMs);
  }

  merge(left: ColumnIr, right: ColumnIr): ColumnIr {
    if (right === null) return left;
    return left === null ? this.aggregator.clone(right) : this.aggregator.merge(left, right);
  }

  clone(ir: ColumnIr): ColumnIr {
    return ir === null ? null : this.aggregator.clone(ir);
  }

  finalize(ir: ColumnIr): Value {
    if (ir === null) return null;
    const value = this.aggregator.finalize(ir);
    return this.#floating && !Number.isFinite(value) ? null : value;
  }

  normalize(ir: ColumnIr): Value {
    return ir === null ? null : this.aggregator.normalize(ir);
  }

  denormalize(stored: Value): ColumnIr {
    return stored === null ? null : this.aggregator.denormalize(stored);
  }
}
