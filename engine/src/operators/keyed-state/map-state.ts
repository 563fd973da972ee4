import type { Expiry, Timestamped } from "./time-to-live.ts";

/** A map of a key. Each entry expires by itself. A null value is a value. */
export class MapState<V> {
  readonly #expiry: Expiry;
  readonly #held = new Map<string, Timestamped<V>>();

  constructor(expiry: Expiry) {
    this.#expiry = expiry;
  }

  get(name: string): V | null {
    return this.#read(name)?.value ?? null;
  }

  /** Reads the entry, so it renews and removes as `get` does. */
  contains(name: string): boolean {
    return this.#read(name) !== null;
  }

  put(name: string, value: V): void {
    this.#held.set(name, this.#expiry.stamp(value));
  }

  remove(name: string): void {
    this.#held.delete(name);
  }

  /** Reads every entry. */
  entries(): [string, V][] {
    return [...this.#held.keys()].flatMap((name): [string, V][] => {
      const seen = this.#read(name);
      return seen === null ? [] : [[name, seen.value]];
    });
  }

  /** Whether nothing is held. An expired entry that no read has removed yet still counts. */
  isEmpty(): boolean {
    return this.#held.size === 0;
  }

  clear(): void {
    this.#held.clear();
  }

  #read(name: string): Timestamped<V> | null {
    const { seen, left } = this.#expiry.read(this.#held.get(name) ?? null);
    if (left === null) this.#held.delete(name);
    else this.#held.set(name, left);
    return seen;
  }
}
