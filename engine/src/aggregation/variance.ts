import type { Long, StructValue, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import { VARIANCE_IR } from "./operation-types.ts";

/** Welford's state, owned by its holder and changed in place. `count` is a 32-bit integer, as in Chronon. */
export interface VarianceIr {
  count: number;
  mean: number;
  m2: number;
}

/** Mean of two means, stable when one weighs much more than the other. */
function weightedMean(leftMean: number, leftWeight: number, rightMean: number, rightWeight: number): number {
  if (leftWeight < rightWeight) return weightedMean(rightMean, rightWeight, leftMean, leftWeight);
  const total = leftWeight + rightWeight;
  if (total === 0) return 0;
  if (total === leftWeight) return leftMean;
  const share = rightWeight / total;
  if (share < 0.1) return leftMean + (rightMean - leftMean) * share;
  return (leftWeight * leftMean + rightWeight * rightMean) / total;
}

/** VARIANCE: the population variance (divided by n), so that one value gives 0. */
export class Variance implements Aggregator<Long, VarianceIr, number> {
  readonly irType = VARIANCE_IR;
  readonly outputType = "double";
  prepare(input: Long): VarianceIr {
    return this.update({ count: 0, mean: 0, m2: 0 }, input);
  }
  update(ir: VarianceIr, input: Long): VarianceIr {
    const x = Number(input);
    ir.count = (ir.count + 1) | 0;
    const delta = x - ir.mean;
    ir.mean += delta / ir.count;
    ir.m2 += delta * (x - ir.mean);
    return ir;
  }
  merge(left: VarianceIr, right: VarianceIr): VarianceIr {
    const count = (left.count + right.count) | 0;
    const delta = right.mean - left.mean;
    left.m2 = left.m2 + right.m2 + delta * (delta / count) * left.count * right.count;
    left.mean = weightedMean(left.mean, left.count, right.mean, right.count);
    left.count = count;
    return left;
  }
  finalize(ir: VarianceIr): number {
    return ir.m2 / ir.count;
  }
  clone(ir: VarianceIr): VarianceIr {
    return { count: ir.count, mean: ir.mean, m2: ir.m2 };
  }
  normalize(ir: VarianceIr): Value {
    return { count: ir.count, mean: ir.mean, m2: ir.m2 };
  }
  denormalize(stored: Value): VarianceIr {
    const { count, mean, m2 } = stored as StructValue;
    return { count: count as number, mean: mean as number, m2: m2 as number };
  }
}
