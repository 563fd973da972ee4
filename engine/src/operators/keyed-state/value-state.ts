import type { Expiry, Timestamped } from "./time-to-live.ts";

/** One value of a key. */
export class ValueState<V> {
  readonly #expiry: Expiry;
  #held: Timestamped<V> | null = null;

  constructor(expiry: Expiry) {
    this.#expiry = expiry;
  }

  get(): V | null {
    const { seen, left } = this.#expiry.read(this.#held);
    this.#held = left;
    return seen?.value ?? null;
  }

  /** `null` clears. */
  update(value: V | null): void {
    this.#held = value === null ? null : this.#expiry.stamp(value);
  }

  clear(): void {
    this.#held = null;
  }
}
