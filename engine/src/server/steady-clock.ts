import type { Clock } from "../ports/clock.ts";
import { type ProcessingTimeMs, processingTime } from "../time/event-time.ts";

/**
 * A clock over one that can be set: it never goes back and never stands still. When the other was set back, this one goes on
 * at half speed until the other has caught up, so that timers keep firing.
 */
export class SteadyClock implements Clock {
  readonly #readMs: () => number;
  readonly #elapsedMs: () => number;
  #latestMs: number;
  #latestElapsedMs: number;

  /** `elapsedMs` counts ms whatever happens to the clock; `startMs` is a time that was already seen. */
  constructor(readMs: () => number, elapsedMs: () => number, startMs = Number.NEGATIVE_INFINITY) {
    this.#readMs = readMs;
    this.#elapsedMs = elapsedMs;
    this.#latestMs = startMs;
    this.#latestElapsedMs = elapsedMs();
  }

  now(): ProcessingTimeMs {
    const elapsedMs = this.#elapsedMs();
    const leastMs = this.#latestMs + (elapsedMs - this.#latestElapsedMs) / 2;
    this.#latestMs = Math.max(this.#readMs(), leastMs);
    this.#latestElapsedMs = elapsedMs;
    return processingTime(Math.floor(this.#latestMs));
  }
}
