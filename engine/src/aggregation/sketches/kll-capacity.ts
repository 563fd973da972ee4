/** Least capacity of a level; a constant of the format. */
export const KLL_M = 8;

/** k times (2/3)^depth, rounded as the reference does. */
function shrink(k: number, depth: number): number {
  if (depth > 30) {
    const half = Math.trunc(depth / 2);
    return shrink(shrink(k, half), depth - half);
  }
  const scaled = (BigInt(2 * k) << BigInt(depth)) / 3n ** BigInt(depth);
  return (Number(scaled) + 1) >> 1;
}

const DEPTHS = 64;
const capacities = new Map<number, number>();

/** Capacity of the level that lies `depth` levels under the top. */
function capacityAtDepth(k: number, depth: number): number {
  const key = k * DEPTHS + depth;
  let capacity = capacities.get(key);
  if (capacity === undefined) {
    capacity = Math.max(KLL_M, shrink(k, depth));
    capacities.set(key, capacity);
  }
  return capacity;
}

/** How many items level `level` of `levelCount` holds before it is compacted. */
export function levelCapacity(k: number, levelCount: number, level: number): number {
  return capacityAtDepth(k, levelCount - level - 1);
}

/** How many items a sketch of `levelCount` levels holds. */
export function totalCapacity(k: number, levelCount: number): number {
  let total = 0;
  for (let depth = 0; depth < levelCount; depth++) total += capacityAtDepth(k, depth);
  return total;
}
