import { stringHash } from "../../aggregation/sketches/java-hash.ts";

/** Up to so many entries Scala's immutable map keeps the order in which they came. */
const KEPT_IN_ORDER = 4;
const BITS = 5;
const LEVELS = 7;

/**
 * Names in the order in which Scala 2.12's immutable map lists them, given in the order in which they came. Chronon
 * builds its selections from such a map, so this is the order of the columns that it stores: four stay as they are, more
 * go by their hashes.
 */
export function scalaMapOrder(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  if (distinct.length <= KEPT_IN_ORDER) return distinct;
  const placed = distinct.map((name) => ({ name, place: place(name) }));
  return placed.sort((left, right) => comparePlaces(left.place, right.place)).map(({ name }) => name);
}

/** The way through the trie: five bits of the hash at each level, the lowest first. */
function place(name: string): number[] {
  const hash = improve(stringHash(name));
  return Array.from({ length: LEVELS }, (_, level) => (hash >>> (BITS * level)) & (2 ** BITS - 1));
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
  for (const [level, step] of left.entries()) {
    const difference = step - (right[level] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function improve(code: number): number {
  let hash = (code + ~(code << 9)) | 0;
  hash ^= hash >>> 14;
  hash = (hash + (hash << 4)) | 0;
  return hash ^ (hash >>> 10);
}
