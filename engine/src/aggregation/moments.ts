import type { DataType } from "../schema/schema.ts";
import type { Long, Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";

/** Count, mean and central moment sums up to the fourth; owned by its holder and changed in place. */
export interface MomentsIr {
  n: number;
  m1: number;
  m2: number;
  m3: number;
  m4: number;
}

/**
 * What SKEW and KURTOSIS share: one pass over the values, mergeable. Stored as `[n, m1, m2, m3, m4]`.
 * The order of operations is Chronon's, so that results agree to the last bit.
 */
export abstract class Moments implements Aggregator<Long, MomentsIr, number> {
  readonly irType: DataType = { list: "double" };
  readonly outputType = "double";

  abstract finalize(ir: MomentsIr): number;

  prepare(input: Long): MomentsIr {
    return this.update({ n: 0, m1: 0, m2: 0, m3: 0, m4: 0 }, input);
  }

  update(ir: MomentsIr, input: Long): MomentsIr {
    const before = ir.n;
    const n = before + 1;
    const delta = Number(input) - ir.m1;
    const deltaN = delta / n;
    const deltaN2 = deltaN * deltaN;
    const term = delta * deltaN * before;
    ir.n = n;
    ir.m1 += deltaN;
    ir.m4 = ir.m4 + term * deltaN2 * (n * n - 3 * n + 3) + 6 * deltaN2 * ir.m2 - 4 * deltaN * ir.m3;
    ir.m3 = ir.m3 + term * deltaN * (n - 2) - 3 * deltaN * ir.m2;
    ir.m2 += term;
    return ir;
  }

  merge(a: MomentsIr, b: MomentsIr): MomentsIr {
    const n = a.n + b.n;
    const delta = b.m1 - a.m1;
    const delta2 = delta * delta;
    const delta3 = delta * delta2;
    const delta4 = delta2 * delta2;
    const m1 = (a.n * a.m1 + b.n * b.m1) / n;
    const m2 = a.m2 + b.m2 + (delta2 * a.n * b.n) / n;
    const m3 = a.m3 + b.m3 + (delta3 * a.n * b.n * (a.n - b.n)) / (n * n) + (3 * delta * (a.n * b.m2 - b.n * a.m2)) / n;
    const m4 =
      a.m4 +
      b.m4 +
      (delta4 * a.n * b.n * (a.n * a.n - a.n * b.n + b.n * b.n)) / (n * n * n) +
      (6 * delta2 * (a.n * a.n * b.m2 + b.n * b.n * a.m2)) / (n * n) +
      (4 * delta * (a.n * b.m3 - b.n * a.m3)) / n;
    a.n = n;
    a.m1 = m1;
    a.m2 = m2;
    a.m3 = m3;
    a.m4 = m4;
    return a;
  }

  clone(ir: MomentsIr): MomentsIr {
    return { n: ir.n, m1: ir.m1, m2: ir.m2, m3: ir.m3, m4: ir.m4 };
  }

  normalize(ir: MomentsIr): Value {
    return [ir.n, ir.m1, ir.m2, ir.m3, ir.m4];
  }

  denormalize(stored: Value): MomentsIr {
    const [n, m1, m2, m3, m4] = stored as readonly [number, number, number, number, number];
    return { n, m1, m2, m3, m4 };
  }
}
