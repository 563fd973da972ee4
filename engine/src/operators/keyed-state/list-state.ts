import type { Expiry, Timestamped } from "./time-to-live.ts";

/** A list of a key. Each element expires by itself; reading renews all that live. */
export class ListState<V> {
  readonly #expiry: Expiry;
  #held: Timestamped<V>[] = [];

  constructor(expiry: Expiry) {
    this.#expiry = expiry;
  }

  /** Where expired elements may be returned they stay readable until all have expired; then once more. */
  get(): V[] {
    const held = this.#held;
    const alive = held.filter((element) => !this.#expiry.isExpired(element));
    if (alive.length === 0) this.#held = [];
    else if (this.#expiry.renewOnRead) this.#held = alive.map(({ value }) => this.#expiry.stamp(value));
    return (this.#expiry.returnExpired ? held : alive).map(({ value }) => value);
  }

  add(value: V): void {
    this.#held = [...this.#held, this.#expiry.stamp(value)];
  }

  addAll(values: readonly V[]): void {
    for (const value of values) this.add(value);
  }

  /** Replaces the list; an empty one clears. */
  update(values: readonly V[]): void {
    this.#held = values.map((value) => this.#expiry.stamp(value));
  }

  clear(): void {
    this.#held = [];
  }
}
