/** How many whole seconds a ring remembers. */
export const RING_SECONDS = 60;

/** Sums by second over the last minute, for several quantities at once. The second that is under way is not shown. */
export class SecondRing<Name extends string> {
  readonly #names: readonly Name[];
  readonly #sums: Float64Array;
  #second: number;
  readonly #firstSecond: number;

  constructor(names: readonly Name[], elapsedMs: number) {
    this.#names = names;
    this.#sums = new Float64Array(names.length * (RING_SECONDS + 1));
    this.#second = Math.floor(elapsedMs / 1_000);
    this.#firstSecond = this.#second;
  }

  add(name: Name, amount: number, elapsedMs: number): void {
    this.#advance(elapsedMs);
    const at = this.#index(this.#second, name);
    this.#sums[at] = (this.#sums[at] ?? 0) + amount;
  }

  /** The seconds, oldest first; fewer in the first minute. */
  series(name: Name, elapsedMs: number): number[] {
    this.#advance(elapsedMs);
    const from = Math.max(this.#firstSecond, this.#second - RING_SECONDS);
    return Array.from({ length: this.#second - from }, (_, i) => this.#sums[this.#index(from + i, name)] ?? 0);
  }

  /** Mean amount a second over the last ten seconds. */
  perSecond(name: Name, elapsedMs: number): number {
    const recent = this.series(name, elapsedMs).slice(-10);
    return recent.length === 0 ? 0 : recent.reduce((sum, amount) => sum + amount, 0) / recent.length;
  }

  #index(second: number, name: Name): number {
    return (second % (RING_SECONDS + 1)) * this.#names.length + this.#names.indexOf(name);
  }

  #advance(elapsedMs: number): void {
    const now = Math.floor(elapsedMs / 1_000);
    const from = Math.max(this.#second + 1, now - RING_SECONDS);
    for (let second = from; second <= now; second++) {
      const start = (second % (RING_SECONDS + 1)) * this.#names.length;
      this.#sums.fill(0, start, start + this.#names.length);
    }
    this.#second = Math.max(this.#second, now);
  }
}
