/** Capacity of a fresh Java hash map, and the load at which it doubles. */
const FIRST_CAPACITY = 16;
const LOAD = 0.75;

/** Hash of a 64-bit time as Java has it, high bits spread down. */
function hashOf(timeMs: number): number {
  const hash = (timeMs | 0) ^ Math.floor(timeMs / 2 ** 32);
  return hash ^ (hash >>> 16);
}

/**
 * Elements by time. They are listed in the order in which Flink's heap state lists them, that of a Java hash map, so
 * that the outputs of one element come in the order of the reference.
 */
export class TimeBuffer<V> {
  readonly #elements = new Map<number, V[]>();
  #capacity = FIRST_CAPACITY;

  get isEmpty(): boolean {
    return this.#elements.size === 0;
  }

  add(timeMs: number, value: V): void {
    const known = this.#elements.get(timeMs);
    if (known !== undefined) {
      known.push(value);
      return;
    }
    this.#elements.set(timeMs, [value]);
    if (this.#elements.size > this.#capacity * LOAD) this.#capacity *= 2;
  }

  /** Removes everything of one time. An emptied buffer starts anew. */
  remove(timeMs: number): void {
    this.#elements.delete(timeMs);
    if (this.isEmpty) this.#capacity = FIRST_CAPACITY;
  }

  /** Times from `fromMs` to `toMs`, both included, with their elements in order of arrival. */
  between(fromMs: number, toMs: number): [number, readonly V[]][] {
    const bucketOf = ([timeMs]: readonly [number, unknown]): number => hashOf(timeMs) & (this.#capacity - 1);
    return [...this.#elements]
      .filter(([timeMs]) => timeMs >= fromMs && timeMs <= toMs)
      .sort((left, right) => bucketOf(left) - bucketOf(right));
  }
}
