import { Moments, type MomentsIr } from "./moments.ts";

/** SKEW: population skewness; NaN, and so no feature, below three values or when they are all equal. */
export class Skew extends Moments {
  override finalize(ir: MomentsIr): number {
    return ir.n < 3 || ir.m2 === 0 ? Number.NaN : (Math.sqrt(ir.n) * ir.m3) / ir.m2 ** 1.5;
  }
}
