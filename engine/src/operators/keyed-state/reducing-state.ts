import type { Expiry, Timestamped } from "./time-to-live.ts";

/** Values of a key, reduced to one as they come. It expires and is renewed as a whole. */
export class ReducingState<V> {
  readonly #expiry: Expiry;
  readonly #reduce: (left: V, right: V) => V;
  #held: Timestamped<V> | null = null;

  constructor(expiry: Expiry, reduce: (left: V, right: V) => V) {
    this.#expiry = expiry;
    this.#reduce = reduce;
  }

  get(): V | null {
    const { seen, left } = this.#expiry.read(this.#held);
    this.#held = left;
    return seen?.value ?? null;
  }

  /** A value that expired but may still be returned takes part. */
  add(value: V): void {
    const before = this.#held;
    const counts = before !== null && (this.#expiry.returnExpired || !this.#expiry.isExpired(before));
    this.#held = this.#expiry.stamp(counts ? this.#reduce(before.value, value) : value);
  }

  clear(): void {
    this.#held = null;
  }
}
