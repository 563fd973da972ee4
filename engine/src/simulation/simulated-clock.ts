import type { Clock } from "../ports/clock.ts";
import { type ProcessingTimeMs, processingTime } from "../time/event-time.ts";

/** A clock that stands still until it is told otherwise, so that a test or a simulation decides what time it is. */
export class SimulatedClock implements Clock {
  #nowMs: ProcessingTimeMs;

  constructor(startMs = 0) {
    this.#nowMs = processingTime(startMs);
  }

  now(): ProcessingTimeMs {
    return this.#nowMs;
  }

  /** Throws `RangeError` when that would go back. */
  advanceTo(nowMs: number): void {
    if (nowMs < this.#nowMs) throw new RangeError(`The clock stands at ${this.#nowMs} and cannot go back to ${nowMs}`);
    this.#nowMs = processingTime(nowMs);
  }

  advanceBy(durationMs: number): void {
    this.advanceTo(this.#nowMs + durationMs);
  }
}
