const MOST_SAMPLES = 120;

/**
 * Samples of a few numbers over a long time. When it is full, every second sample goes and the interval doubles, up to
 * `longestMs`; from then on the oldest goes. So it always reaches back to the beginning, or for 120 long intervals.
 */
export class SampledHistory {
  readonly #longestMs: number;
  #intervalMs: number;
  #samples: { readonly atMs: number; readonly values: readonly (number | null)[] }[] = [];

  constructor(firstMs: number, longestMs: number) {
    this.#intervalMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Takes the sample when one is due. `atMs` that goes back is due at once. */
  offer(atMs: number, values: () => readonly (number | null)[]): void {
    const last = this.#samples.at(-1)?.atMs;
    if (last !== undefined && atMs >= last && atMs - last < this.#intervalMs) return;
    this.#samples.push({ atMs, values: values() });
    if (this.#samples.length <= MOST_SAMPLES) return;
    if (this.#intervalMs < this.#longestMs) {
      this.#samples = this.#samples.filter((_, i) => i % 2 === 0);
      this.#intervalMs = Math.min(this.#longestMs, 2 * this.#intervalMs);
    } else this.#samples.shift();
  }

  get samples(): readonly { readonly atMs: number; readonly values: readonly (number | null)[] }[] {
    return this.#samples;
  }
}
