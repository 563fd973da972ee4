import { Moments, type MomentsIr } from "./moments.ts";

/** KURTOSIS: population excess kurtosis; NaN, and so no feature, below four values or when they are all equal. */
export class Kurtosis extends Moments {
  override finalize(ir: MomentsIr): number {
    return ir.n < 4 || ir.m2 === 0 ? Number.NaN : (ir.n * ir.m4) / (ir.m2 * ir.m2) - 3;
  }
}
