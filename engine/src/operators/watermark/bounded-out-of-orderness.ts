/**
 * The watermark of one source of events that arrive at most `outOfOrdernessMs` late: the largest event time seen, minus
 * that bound, minus one, since a watermark says that nothing *at or before* it is still to come.
 */
export class BoundedOutOfOrderness {
  readonly #outOfOrdernessMs: number;
  #maxMs = Number.NEGATIVE_INFINITY;

  constructor(outOfOrdernessMs: number) {
    this.#outOfOrdernessMs = outOfOrdernessMs;
  }

  /** `-Infinity` before the first event. */
  get watermarkMs(): number {
    return this.#maxMs - this.#outOfOrdernessMs - 1;
  }

  onEvent(timeMs: number): void {
    if (timeMs > this.#maxMs) this.#maxMs = timeMs;
  }

  snapshot(): number {
    return this.#maxMs;
  }

  restore(maxMs: number): void {
    this.#maxMs = maxMs;
  }
}
