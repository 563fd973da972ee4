/** How long state lives without being touched, as in Flink. */
export interface TimeToLive {
  readonly ttlMs: number;
  /** Reading renews what was read, not only writing. */
  readonly renewOnRead: boolean;
  /** The first read after the end still returns the value, and removes it. */
  readonly returnExpired: boolean;
}

/** A value with the time of its last access. */
export interface Timestamped<V> {
  readonly value: V;
  readonly accessMs: number;
}

/** Tells the time to live its clock. */
export type NowMs = () => number;

/** Applies a time to live to timestamped values; without one nothing expires. */
export class Expiry {
  readonly #ttl: TimeToLive | null;
  readonly #nowMs: NowMs;

  constructor(ttl: TimeToLive | null, nowMs: NowMs) {
    this.#ttl = ttl;
    this.#nowMs = nowMs;
  }

  get renewOnRead(): boolean {
    return this.#ttl?.renewOnRead ?? false;
  }

  get returnExpired(): boolean {
    return this.#ttl?.returnExpired ?? false;
  }

  stamp<V>(value: V): Timestamped<V> {
    return { value, accessMs: this.#nowMs() };
  }

  /** Expired exactly at its last access plus the time to live. */
  isExpired({ accessMs }: Timestamped<unknown>): boolean {
    return this.#ttl !== null && accessMs + this.#ttl.ttlMs <= this.#nowMs();
  }

  /** One read: what it returns, and what is left in the state. `null`: nothing. */
  read<V>(held: Timestamped<V> | null): { seen: Timestamped<V> | null; left: Timestamped<V> | null } {
    if (held === null) return { seen: null, left: null };
    if (this.isExpired(held)) return { seen: this.returnExpired ? held : null, left: null };
    return { seen: held, left: this.renewOnRead ? this.stamp(held.value) : held };
  }
}
