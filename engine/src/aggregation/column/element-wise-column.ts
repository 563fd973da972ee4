import { TilescopeError } from "../../errors.ts";
import type { Row, Value } from "../../schema/value.ts";
import { deleteInput } from "../delete-input.ts";
import type { ColumnAggregator, ColumnIr } from "../row-aggregator.ts";
import { ColumnBase } from "./column-base.ts";

/** One IR per position of a list column. Lists must have no nulls and all the same length; a null list is ignored. */
export class ElementWiseColumn extends ColumnBase implements ColumnAggregator {
  readonly wrapping = "list";

  update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    if (input == null) return ir;
    const elements = this.#elements(ir, input);
    if (ir === null) return elements.map((element) => this.aggregator.prepare(element, timeMs));
    const irs = ir as unknown[];
    for (const [i, element] of elements.entries()) irs[i] = this.aggregator.update(irs[i], element, timeMs);
    return irs;
  }

  delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    if (input == null) return ir;
    const elements = this.#elements(ir, input);
    const irs = (ir ?? elements.map(() => null)) as unknown[];
    for (const [i, element] of elements.entries()) irs[i] = deleteInput(this.aggregator, irs[i], element, timeMs);
    return irs;
  }

  merge(left: ColumnIr, right: ColumnIr): ColumnIr {
    if (right === null) return left;
    if (left === null) return this.clone(right);
    const lefts = left as unknown[];
    const rights = right as readonly unknown[];
    if (lefts.length !== rights.length) throw this.#lengthError(lefts.length, rights.length);
    for (const [i, ir] of rights.entries()) lefts[i] = this.aggregator.merge(lefts[i], ir);
    return lefts;
  }

  clone(ir: ColumnIr): ColumnIr {
    return ir === null ? null : (ir as readonly unknown[]).map((element) => this.aggregator.clone(element));
  }

  finalize(ir: ColumnIr): Value {
    return ir === null ? null : (ir as readonly unknown[]).map((element) => this.aggregator.finalize(element));
  }

  normalize(ir: ColumnIr): Value {
    return ir === null ? null : (ir as readonly unknown[]).map((element) => this.aggregator.normalize(element));
  }

  denormalize(stored: Value): ColumnIr {
    return stored === null ? null : (stored as readonly Value[]).map((item) => this.aggregator.denormalize(item));
  }

  override checkUpdate(ir: ColumnIr, row: Row): void {
    super.checkUpdate(ir, row);
    const input = row[this.inputIndex];
    if (input != null) this.#elements(ir, input);
  }

  #elements(ir: ColumnIr, input: Value): readonly Value[] {
    const elements = input as readonly Value[];
    if (elements.includes(null))
      throw new TilescopeError("aggregation/null-element", `${this.name} is element-wise and got a null element.`);
    const length = ir === null ? elements.length : (ir as readonly unknown[]).length;
    if (length !== elements.length) throw this.#lengthError(length, elements.length);
    return elements;
  }

  #lengthError(expected: number, got: number): TilescopeError {
    const message = `${this.name} is element-wise over ${expected} positions and got ${got}.`;
    return new TilescopeError("aggregation/length-mismatch", message);
  }
}
