import { exactExp, exactLn } from "./exact-math.ts";
import type { Random } from "./random.ts";

/** Standard normal, by Marsaglia's polar method. */
export function normal(random: Random): number {
  for (;;) {
    const x = 2 * random.unit() - 1;
    const y = 2 * random.unit() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * exactLn(square)) / square);
  }
}

/** Exponential with mean 1. */
export const exponential = (random: Random): number => -exactLn(1 - random.unit());

/** Log-normal, by its median and the spread of its logarithm. */
export const logNormal = (random: Random, median: number, sigma: number): number =>
  median * exactExp(sigma * normal(random));

/** 95th percentile of the standard normal distribution. */
const NORMAL_P95 = 1.6448536269514722;

/** Spread of the log-normal distribution with these percentiles; 0 when the median is 0. */
export const logNormalSigma = (p50: number, p95: number): number =>
  p50 > 0 && p95 > p50 ? exactLn(p95 / p50) / NORMAL_P95 : 0;

/** Draws an index with probability proportional to its weight. */
export function weightedIndex(weights: readonly number[] | Float64Array): (random: Random) => number {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  for (const [i, weight] of weights.entries()) {
    total += weight;
    cumulative[i] = total;
  }
  return (random) => {
    const target = random.unit() * total;
    let low = 0;
    let high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Weights of `count` ranks after Zipf: rank r has 1 / r^skew. */
export function zipfWeights(count: number, skew: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => exactExp(-skew * exactLn(i + 1)));
}
