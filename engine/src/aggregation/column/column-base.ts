import { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import type { AggregationPart } from "../aggregation-part.ts";
import type { CheckedAggregation } from "../check-aggregation.ts";
import type { ColumnShape } from "../column-shape.ts";
import { type AnyAggregator, createAggregator } from "../operations.ts";
import { outputColumnName } from "../output-column-name.ts";
import type { ColumnIr } from "../row-aggregator.ts";
import { type RunTimeFault, runTimeFault } from "../run-time-fault.ts";

/** What every kind of column resolves once from its part. */
export abstract class ColumnBase {
  readonly part: AggregationPart;
  readonly name: string;
  readonly irType: DataType;
  readonly outputType: DataType;
  readonly deletable: boolean;
  readonly aggregator: AnyAggregator;
  /** Whether a row can fail, so that `checkUpdate` and `checkDelete` have to be asked first. */
  readonly fallible: boolean;
  protected readonly inputIndex: number;
  protected readonly bucketIndex: number;
  protected readonly kind: ColumnShape["kind"];
  readonly #fault: RunTimeFault | null;

  constructor(part: AggregationPart, checked: CheckedAggregation, compatibility: Compatibility) {
    const { kind, elementType } = checked.shape;
    this.part = part;
    this.name = outputColumnName(part);
    this.irType = checked.irType;
    this.outputType = checked.outputType;
    this.deletable = checked.deletable;
    this.aggregator = createAggregator(part.operation, elementType, checked.args, compatibility);
    this.inputIndex = checked.inputIndex;
    this.bucketIndex = checked.bucketIndex;
    this.kind = kind;
    this.#fault = runTimeFault(part.operation, elementType, checked.args);
    this.fallible = this.#fault !== null || kind === "elementWise" || (kind === "map" && !checked.deletable);
  }

  /** Throws when `row` cannot be added to `ir`. */
  checkUpdate(_ir: ColumnIr, row: Row): void {
    if (this.#fault !== null && this.#feedsSomething(row))
      throw new TilescopeError(`aggregation/${this.#fault.code}`, `${this.name}: ${this.#fault.message}`);
  }

  /** Throws when `row` cannot be taken out of `ir`. Map and element-wise columns do not skip deletes in silence. */
  checkDelete(ir: ColumnIr, row: Row): void {
    this.checkUpdate(ir, row);
    if (!this.deletable && (this.kind === "map" || this.kind === "elementWise") && this.#feedsSomething(row))
      throw new TilescopeError("aggregation/cannot-delete", `${this.name} is over a map or list and cannot delete.`);
  }

  #feedsSomething(row: Row): boolean {
    const input = row[this.inputIndex];
    if (input == null || (this.bucketIndex >= 0 && row[this.bucketIndex] == null)) return false;
    if (this.kind === "direct") return true;
    const elements = this.kind === "map" ? (input as ReadonlyMap<string, Value>).values() : (input as readonly Value[]);
    for (const element of elements) if (element !== null) return true;
    return false;
  }
}
