import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import type { NumberCell } from "./number-cell.ts";

/** Largest float or double: NaN wins over everything and 0 is above -0. */
class FloatingMaximum implements Aggregator<number, NumberCell, number> {
  readonly irType: DataType;
  readonly outputType: DataType;
  constructor(inputType: DataType) {
    this.irType = inputType;
    this.outputType = inputType;
  }
  prepare(input: number): NumberCell {
    return { value: input };
  }
  update(ir: NumberCell, input: number): NumberCell {
    ir.value = Math.max(ir.value, input);
    return ir;
  }
  merge(left: NumberCell, right: NumberCell): NumberCell {
    left.value = Math.max(left.value, right.value);
    return left;
  }
  finalize({ value }: NumberCell): number {
    return value;
  }
  clone({ value }: NumberCell): NumberCell {
    return { value };
  }
  normalize({ value }: NumberCell): Value {
    return value;
  }
  denormalize(stored: Value): NumberCell {
    return { value: stored as number };
  }
}

type Ordered = number | bigint | string;

/** Largest integer or string; strings in the order of their UTF-16 units. */
class OrderedMaximum implements Aggregator<Ordered, Ordered, Ordered> {
  readonly irType: DataType;
  readonly outputType: DataType;
  constructor(inputType: DataType) {
    this.irType = inputType;
    this.outputType = inputType;
  }
  prepare(input: Ordered): Ordered {
    return input;
  }
  update(ir: Ordered, input: Ordered): Ordered {
    return input > ir ? input : ir;
  }
  merge(left: Ordered, right: Ordered): Ordered {
    return right > left ? right : left;
  }
  finalize(ir: Ordered): Ordered {
    return ir;
  }
  clone(ir: Ordered): Ordered {
    return ir;
  }
  normalize(ir: Ordered): Value {
    return ir;
  }
  denormalize(stored: Value): Ordered {
    return stored as Ordered;
  }
}

/** MAX over `inputType`. */
export function maximum(inputType: DataType): FloatingMaximum | OrderedMaximum {
  return inputType === "float" || inputType === "double"
    ? new FloatingMaximum(inputType)
    : new OrderedMaximum(inputType);
}
