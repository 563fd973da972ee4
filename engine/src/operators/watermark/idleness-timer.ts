/**
 * Flink's idleness detection, driven by periodic checks: the first check after an event only notes the activity, the
 * second starts the countdown, and a later one says idle when strictly more than the timeout has passed since then.
 * As there, a countdown cannot start at clock time 0, which means "not started".
 */
export class IdlenessTimer {
  readonly #idleTimeoutMs: number;
  #events = 0;
  #checkedEvents = 0;
  #countdownFromMs = 0;

  constructor(idleTimeoutMs: number) {
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  activity(): void {
    this.#events++;
  }

  /** The periodic check. */
  isIdle(nowMs: number): boolean {
    if (this.#events !== this.#checkedEvents) {
      this.#checkedEvents = this.#events;
      this.#countdownFromMs = 0;
      return false;
    }
    if (this.#countdownFromMs === 0) {
      this.#countdownFromMs = nowMs;
      return false;
    }
    return nowMs - this.#countdownFromMs > this.#idleTimeoutMs;
  }
}
