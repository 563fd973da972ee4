import type { Long, StructValue, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { AVERAGE_IR } from "./operation-types.ts";

/** Owned by its holder and changed in place. `count` is a 32-bit integer, as in Chronon. */
export interface AverageIr {
  sum: number;
  count: number;
}

/** AVERAGE: sum over count in double precision. Deleting everything leaves 0 / 0, whose feature value is null. */
export class Average implements Aggregator<Long, AverageIr, number> {
  readonly irType = AVERAGE_IR;
  readonly outputType = "double";
  prepare(input: Long): AverageIr {
    return { sum: Number(input), count: 1 };
  }
  update(ir: AverageIr, input: Long): AverageIr {
    ir.sum += Number(input);
    ir.count = (ir.count + 1) | 0;
    return ir;
  }
  delete(ir: AverageIr, input: Long): AverageIr {
    ir.sum -= Number(input);
    ir.count = (ir.count - 1) | 0;
    return ir;
  }
  merge(left: AverageIr, right: AverageIr): AverageIr {
    left.sum += right.sum;
    left.count = (left.count + right.count) | 0;
    return left;
  }
  finalize(ir: AverageIr): number {
    return ir.sum / ir.count;
  }
  clone(ir: AverageIr): AverageIr {
    return { sum: ir.sum, count: ir.count };
  }
  normalize(ir: AverageIr): Value {
    return { sum: ir.sum, count: ir.count };
  }
  denormalize(stored: Value): AverageIr {
    const { sum, count } = stored as StructValue;
    return { sum: sum as number, count: count as number };
  }
}
