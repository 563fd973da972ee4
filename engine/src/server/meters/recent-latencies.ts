const SLICE_MS = 10_000;
const SLICES = 6;
const SMALLEST_MS = 0.01;
/** Each bucket is a tenth wider than the one before, so that a quantile is off by a tenth at most. */
const GROWTH = Math.log(1.1);
const BUCKETS = 200;

/** Durations of the last minute, in buckets that grow with the duration. */
export class RecentLatencies {
  readonly #slices = Array.from({ length: SLICES }, () => new Uint32Array(BUCKETS));
  #slice = 0;

  /** `elapsedMs` never goes back. `count` durations of the same length. */
  add(durationMs: number, elapsedMs: number, count = 1): void {
    this.#advance(elapsedMs);
    const bucket = Math.ceil(Math.log(Math.max(durationMs, SMALLEST_MS) / SMALLEST_MS) / GROWTH);
    const slice = this.#slices[this.#slice % SLICES];
    const at = Math.min(BUCKETS - 1, bucket);
    if (slice !== undefined) slice[at] = (slice[at] ?? 0) + count;
  }

  /** How many durations the last minute had. */
  count(elapsedMs: number): number {
    this.#advance(elapsedMs);
    return this.#slices.reduce((sum, slice) => sum + slice.reduce((total, count) => total + count, 0), 0);
  }

  /** The duration that a part `quantile` of the last minute's durations did not exceed; `null` without any. */
  quantile(quantile: number, elapsedMs: number): number | null {
    const total = this.count(elapsedMs);
    if (total === 0) return null;
    let left = Math.max(1, Math.ceil(total * quantile));
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (const slice of this.#slices) left -= slice[bucket] ?? 0;
      if (left <= 0) return SMALLEST_MS * Math.exp(GROWTH * bucket);
    }
    return null;
  }

  #advance(elapsedMs: number): void {
    const now = Math.floor(elapsedMs / SLICE_MS);
    if (now - this.#slice >= SLICES) for (const slice of this.#slices) slice.fill(0);
    else for (let passed = this.#slice + 1; passed <= now; passed++) this.#slices[passed % SLICES]?.fill(0);
    this.#slice = Math.max(this.#slice, now);
  }
}
