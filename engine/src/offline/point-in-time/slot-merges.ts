/** Numbers that every slot of an `IntervalIndex` holds, side by side: field `offset` of slot `s` is at `s * width + offset`. */
export interface Slab {
  readonly cells: Float64Array;
  readonly width: number;
  readonly slotCount: number;
}

/** Slots `[tails[q], heads[q])` of each query. */
export interface SlotRanges {
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/**
 * Sums of a field over the slots before each one, from 0 at each slot of `resets`. The difference of two is the sum of
 * the slots between, exact only where no sum can be rounded.
 */
export function prefixSums({ cells, width, slotCount }: Slab, offset: number, resets: Int32Array): Float64Array {
  const sums = new Float64Array(slotCount);
  let sum = 0;
  let reset = 0;
  for (let slot = 0, cell = offset; slot < slotCount; slot++, cell += width) {
    if (slot === resets[reset]) {
      sum = 0;
      reset++;
    }
    sums[slot] = sum;
    sum += cells[cell] as number;
  }
  return sums;
}

export function prefixDifferences(sums: Float64Array, { tails, heads }: SlotRanges): Float64Array {
  const differences = new Float64Array(heads.length);
  for (let i = 0; i < differences.length; i++)
    differences[i] = (sums[heads[i] as number] as number) - (sums[tails[i] as number] as number);
  return differences;
}

/** The queries by the slot of their head: by key, then by time. */
export function byHead(headSlots: Int32Array, slotCount: number): Int32Array {
  const next = new Int32Array(slotCount + 1);
  for (let i = 0; i < headSlots.length; i++) {
    const after = (headSlots[i] as number) + 1;
    next[after] = (next[after] as number) + 1;
  }
  for (let slot = 1; slot <= slotCount; slot++) next[slot] = (next[slot] as number) + (next[slot - 1] as number);
  const order = new Int32Array(headSlots.length);
  for (let i = 0; i < headSlots.length; i++) {
    const slot = headSlots[i] as number;
    const place = next[slot] as number;
    order[place] = i;
    next[slot] = place + 1;
  }
  return order;
}

export interface SlotMerge {
  merge(left: number, right: number): number;
  /** What merging with changes nothing. */
  readonly none: number;
}

export const ADD: SlotMerge = { merge: (left, right) => left + right, none: -0 };
export const SMALLEST: SlotMerge = { merge: Math.min, none: Number.POSITIVE_INFINITY };
export const LARGEST: SlotMerge = { merge: Math.max, none: Number.NEGATIVE_INFINITY };

/**
 * A field merged over the slots of each query, with two stacks: both ends of the ranges only grow in the order
 * `order`. Each slot is merged a bounded number of times, and nothing is subtracted: a floating result has the rounding of the
 * additions inside its window only, and what has no inverse merges too.
 */
export function slidingMerges(
  { cells, width, slotCount }: Slab,
  offset: number,
  { merge, none }: SlotMerge,
  { tails, heads }: SlotRanges,
  order: Int32Array,
): Float64Array {
  const results = new Float64Array(heads.length);
  /** From each slot of `[.., middle)` to the one before `middle`. */
  const suffixes = new Float64Array(slotCount);
  let middle = 0;
  let end = 0;
  let later = none;
  for (let i = 0; i < order.length; i++) {
    const query = order[i] as number;
    const tail = tails[query] as number;
    const head = heads[query] as number;
    if (tail >= end) {
      middle = tail;
      end = tail;
      later = none;
    }
    for (; end < head; end++) later = merge(later, cells[end * width + offset] as number);
    if (tail > middle && tail < end) {
      let suffix = none;
      for (let slot = end - 1; slot >= tail; slot--) {
        suffix = merge(cells[slot * width + offset] as number, suffix);
        suffixes[slot] = suffix;
      }
      middle = end;
      later = none;
    }
    results[query] = tail < middle ? merge(suffixes[tail] as number, later) : later;
  }
  return results;
}

/** For each query the last of its slots whose count is not 0; where there is none, some other slot. */
export function lastFilledSlots({ cells, width, slotCount }: Slab, countOffset: number, heads: Int32Array): Int32Array {
  const filled = new Int32Array(slotCount);
  let last = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    filled[slot] = last;
    if (cells[slot * width + countOffset] !== 0) last = slot;
  }
  return heads.map((head) => filled[head] ?? 0);
}
