import { TilescopeError } from "../../errors.ts";
import type { KllSketch } from "./kll-sketch.ts";

/**
 * The values at `ranks` (0 to 1), in the order asked for; `null` for an empty sketch. The value at rank r is the one
 * at place floor(r n) of all n values in order, 0 gives the least and 1 the greatest. Does not change the sketch.
 * Throws `aggregation/bad-percentile` for a rank outside 0 to 1, as the reference does, once there is a value.
 */
export function kllQuantiles(sketch: KllSketch, ranks: readonly number[]): number[] | null {
  if (sketch.n === 0) return null;
  const values = new Float32Array(sketch.retained);
  const weights = new Float64Array(sketch.retained);
  let filled = 0;
  sketch.levels.forEach((items, level) => {
    values.set(items, filled);
    weights.fill(2 ** level, filled, filled + items.length);
    filled += items.length;
  });
  const order = Uint32Array.from(values.keys()).sort((a, b) => compareFloats(values[a] ?? 0, values[b] ?? 0));
  const before = new Float64Array(order.length);
  let total = 0;
  order.forEach((index, place) => {
    before[place] = total;
    total += weights[index] ?? 0;
  });

  return ranks.map((rank) => {
    if (!(rank >= 0 && rank <= 1))
      throw new TilescopeError("aggregation/bad-percentile", `A percentile must be from 0 to 1, not ${rank}.`);
    if (rank === 0) return sketch.min;
    if (rank === 1) return sketch.max;
    const position = Math.min(Math.floor(rank * sketch.n), sketch.n - 1);
    let low = 0;
    let high = order.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((before[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return values[order[low] ?? 0] ?? Number.NaN;
  });
}

/** Minus zero comes before zero. */
function compareFloats(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Object.is(right, -0)) - Number(Object.is(left, -0));
}

/** Greatest error of a rank, as a part of n, that 99 of 100 sketches keep to. */
export const kllRankError = (sketch: KllSketch): number => 2.296 / sketch.minK ** 0.9723;
