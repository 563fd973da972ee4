import { totalCapacity } from "./kll-capacity.ts";
import { compactFullSketch, compactLevels } from "./kll-compaction.ts";

/**
 * A KLL sketch of 32-bit floats: level `i` holds samples that stand for 2^i values each. Level 0 is in order of
 * arrival, newest last; the levels above are ascending. Its content and its bytes are those of the reference library,
 * except for the coin flips of compactions: the reference takes them from a global random source, here they follow
 * from `seed` and the content, so that the same events in the same order give the same bytes.
 */
export interface KllSketch {
  readonly k: number;
  /** Smallest k that was merged in; the error estimate follows from it. */
  minK: number;
  /** Values seen, NaN not counted. */
  n: number;
  readonly levels: number[][];
  /** NaN while empty. */
  min: number;
  max: number;
  retained: number;
  /** How many samples the present number of levels may hold. */
  capacity: number;
  /** Whether level 0 happens to be descending; only kept for the stored form. */
  isLevelZeroSorted: boolean;
}

export function createKllSketch(k: number): KllSketch {
  return {
    k,
    minK: k,
    n: 0,
    levels: [[]],
    min: Number.NaN,
    max: Number.NaN,
    retained: 0,
    capacity: totalCapacity(k, 1),
    isLevelZeroSorted: false,
  };
}

/** Adds a value that is already rounded to 32 bits. NaN is ignored. */
export function updateKll(sketch: KllSketch, value: number, seed: number): void {
  if (Number.isNaN(value)) return;
  if (sketch.n === 0) {
    sketch.min = value;
    sketch.max = value;
  } else {
    if (value < sketch.min) sketch.min = value;
    if (value > sketch.max) sketch.max = value;
  }
  if (sketch.retained >= sketch.capacity) compactFullSketch(sketch, seed);
  sketch.n++;
  sketch.retained++;
  sketch.isLevelZeroSorted = false;
  sketch.levels[0]?.push(value);
}

/** Merges `right` into `left`; `right` stays as it is. */
export function mergeKll(left: KllSketch, right: KllSketch, seed: number): void {
  if (right.n === 0) return;
  const n = left.n + right.n;
  const rightZero = right.levels[0] ?? [];
  for (let i = rightZero.length - 1; i >= 0; i--) updateKll(left, rightZero[i] ?? 0, seed);
  if (right.levels.length > 1) {
    compactLevels(left, right, seed);
    left.minK = Math.min(left.minK, right.minK);
  }
  if (Number.isNaN(left.min) || right.min < left.min) left.min = right.min;
  if (Number.isNaN(left.max) || right.max > left.max) left.max = right.max;
  left.n = n;
}

export function cloneKll(sketch: KllSketch): KllSketch {
  return { ...sketch, levels: sketch.levels.map((level) => level.slice()) };
}
