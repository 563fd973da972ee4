import { stringHash } from "./sketches/java-hash.ts";

const LOAD_FACTOR = 0.75;
const DEFAULT_CAPACITY = 16;

/** The hash as `java.util.HashMap` takes it to pick a bin: with the high half mixed in. */
function spreadHash(text: string): number {
  const hash = stringHash(text);
  return hash ^ (hash >>> 16);
}

/** Capacity of `new HashMap(map)`: the power of two that holds `size` entries below the load factor. */
function capacityForCopy(size: number): number {
  if (size === 0) return DEFAULT_CAPACITY;
  const wanted = Math.floor(size / LOAD_FACTOR + 1);
  return 2 ** Math.ceil(Math.log2(wanted));
}

/**
 * Counts by string that can tell in which order a `java.util.HashMap` with the same history would iterate: by bin,
 * within a bin by insertion. Only the number of bins is tracked; it grows with the map and never shrinks.
 * Bins of eight or more colliding keys, which Java turns into trees, are not modelled.
 */
export class JavaHashMap {
  readonly counts: Map<string, number>;
  #capacity: number;

  constructor(counts: Map<string, number> = new Map(), capacity = DEFAULT_CAPACITY) {
    this.counts = counts;
    this.#capacity = capacity;
  }

  /** `new HashMap(source)` where the source iterates in the order of `keys`. */
  static copyOf(keys: readonly string[], counts: ReadonlyMap<string, number>): JavaHashMap {
    const copy = new Map<string, number>();
    for (const key of keys) copy.set(key, counts.get(key) ?? 0);
    return new JavaHashMap(copy, capacityForCopy(keys.length));
  }

  set(key: string, count: number): void {
    this.counts.set(key, count);
    if (this.counts.size > this.#capacity * LOAD_FACTOR) this.#capacity *= 2;
  }

  keysInJavaOrder(): string[] {
    const mask = this.#capacity - 1;
    return [...this.counts.keys()]
      .map((key) => ({ key, bin: spreadHash(key) & mask }))
      .sort((left, right) => left.bin - right.bin)
      .map(({ key }) => key);
  }
}
