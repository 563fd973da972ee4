import { addLong, subtractLong } from "../schema/long.ts";
import type { DataType } from "../schema/schema.ts";
import type { Long, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import type { NumberCell } from "./number-cell.ts";

/** Sum of integers, exact and wrapping at 64 bits as on the JVM. */
class IntegerSum implements Aggregator<Long, Long, Long> {
  readonly irType = "long";
  readonly outputType = "long";
  prepare(input: Long): Long {
    return input;
  }
  update(ir: Long, input: Long): Long {
    return addLong(ir, input);
  }
  delete(ir: Long, input: Long): Long {
    return subtractLong(ir, input);
  }
  merge(left: Long, right: Long): Long {
    return addLong(left, right);
  }
  finalize(ir: Long): Long {
    return ir;
  }
  clone(ir: Long): Long {
    return ir;
  }
  normalize(ir: Long): Value {
    return ir;
  }
  denormalize(stored: Value): Long {
    return stored as Long;
  }
}

/** How many inputs are true. */
class BooleanSum implements Aggregator<boolean, Long, Long> {
  readonly irType = "long";
  readonly outputType = "long";
  prepare(input: boolean): Long {
    return input ? 1 : 0;
  }
  update(ir: Long, input: boolean): Long {
    return input ? addLong(ir, 1) : ir;
  }
  delete(ir: Long, input: boolean): Long {
    return input ? subtractLong(ir, 1) : ir;
  }
  merge(left: Long, right: Long): Long {
    return addLong(left, right);
  }
  finalize(ir: Long): Long {
    return ir;
  }
  clone(ir: Long): Long {
    return ir;
  }
  normalize(ir: Long): Value {
    return ir;
  }
  denormalize(stored: Value): Long {
    return stored as Long;
  }
}

/** Sum of floats and doubles, in double precision and in the order of arrival. */
class FloatingSum implements Aggregator<number, NumberCell, number> {
  readonly irType = "double";
  readonly outputType = "double";
  prepare(input: number): NumberCell {
    return { value: input };
  }
  update(ir: NumberCell, input: number): NumberCell {
    ir.value += input;
    return ir;
  }
  delete(ir: NumberCell, input: number): NumberCell {
    ir.value -= input;
    return ir;
  }
  merge(left: NumberCell, right: NumberCell): NumberCell {
    left.value += right.value;
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

/** SUM over `inputType`: long for integers and booleans, double for floats and doubles. */
export function sum(inputType: DataType): IntegerSum | BooleanSum | FloatingSum {
  if (inputType === "boolean") return new BooleanSum();
  return inputType === "float" || inputType === "double" ? new FloatingSum() : new IntegerSum();
}
