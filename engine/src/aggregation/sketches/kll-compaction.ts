import { levelCapacity, totalCapacity } from "./kll-capacity.ts";
import type { KllSketch } from "./kll-sketch.ts";

const bits = new DataView(new ArrayBuffer(8));

/** Finaliser of MurmurHash3 over 32 bits. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * Whether a compaction keeps the samples at odd places. Depends on the seed, on how far the sketch has come and on the
 * samples themselves, so that sketches of the same size over other data flip independently.
 */
function coin(seed: number, n: number, level: number, items: readonly number[]): number {
  bits.setFloat32(0, items[0] ?? 0);
  bits.setFloat32(4, items[items.length >> 1] ?? 0);
  let hash = mix(seed ^ Math.imul(n, 0x9e3779b1) ^ level);
  hash = mix(hash ^ bits.getInt32(0));
  hash = mix(hash ^ bits.getInt32(4));
  return hash & 1;
}

function mergeSorted(left: readonly number[], right: readonly number[]): number[] {
  const merged = new Array<number>(left.length + right.length);
  let l = 0;
  let r = 0;
  for (let i = 0; i < merged.length; i++) {
    const a = left[l];
    const b = right[r];
    if (b === undefined || (a !== undefined && a < b)) {
      merged[i] = a ?? 0;
      l++;
    } else {
      merged[i] = b;
      r++;
    }
  }
  return merged;
}

/** What compacting a level gives: an item that stays, when their number is odd, and the level above. */
interface Compacted {
  readonly rest: number[];
  readonly above: number[];
}

/** Keeps every second item of `items` for the level above, which lies at `above` now. */
function compactLevel(items: number[], above: number[], level: number, n: number, seed: number): Compacted {
  const isOdd = items.length % 2 === 1;
  let rest: number[] = [];
  let even = items;
  if (level === 0) {
    if (isOdd) rest = items.slice(-1);
    even = Array.from(new Float32Array(isOdd ? items.slice(0, -1) : items).sort());
  } else if (isOdd) {
    rest = items.slice(0, 1);
    even = items.slice(1);
  }
  const offset = coin(seed, n, level, even);
  const start = above.length === 0 ? 1 - offset : offset;
  const kept: number[] = [];
  for (let i = start; i < even.length; i += 2) kept.push(even[i] ?? 0);
  return { rest, above: above.length === 0 ? kept : mergeSorted(kept, above) };
}

/** Makes room in a sketch that is exactly full. */
export function compactFullSketch(sketch: KllSketch, seed: number): void {
  const { levels, k } = sketch;
  const level = levels.findIndex((items, i) => items.length >= levelCapacity(k, levels.length, i));
  if (level === levels.length - 1) levels.push([]);
  const items = levels[level] ?? [];
  const compacted = compactLevel(items, levels[level + 1] ?? [], level, sketch.n, seed);
  levels[level] = compacted.rest;
  levels[level + 1] = compacted.above;
  sketch.retained -= items.length >> 1;
  sketch.capacity = totalCapacity(k, levels.length);
}

/** Adds the samples of `right` above level 0 to `left` and compacts from below until they fit. */
export function compactLevels(left: KllSketch, right: KllSketch, seed: number): void {
  const { levels, k } = left;
  for (let level = 1; level < right.levels.length; level++) {
    const mine = levels[level];
    const theirs = right.levels[level] ?? [];
    if (mine === undefined || mine.length === 0) levels[level] = theirs.slice();
    else if (theirs.length > 0) levels[level] = mergeSorted(mine, theirs);
    left.retained += theirs.length;
  }
  left.capacity = totalCapacity(k, levels.length);
  for (let level = 0; level < levels.length && left.retained >= left.capacity; level++) {
    const items = levels[level] ?? [];
    if (items.length < levelCapacity(k, levels.length, level)) continue;
    const compacted = compactLevel(items, levels[level + 1] ?? [], level, left.n, seed);
    levels[level] = compacted.rest;
    levels[level + 1] = compacted.above;
    left.retained -= items.length >> 1;
    left.capacity = totalCapacity(k, levels.length);
  }
}
