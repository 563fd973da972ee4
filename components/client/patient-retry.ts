const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/** Pauses that get longer with every failure in a row, and end at once when someone asks. */
export class PatientRetry {
  readonly #wait: (ms: number) => Promise<void>;
  #nextMs = FIRST_MS;
  #wake: () => void = () => undefined;

  constructor(wait: (ms: number) => Promise<void>) {
    this.#wait = wait;
  }

  async pause(): Promise<void> {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(LONGEST_MS, ms * 2);
    await Promise.race([this.#wait(ms), this.whenAsked()]);
  }

  whenAsked(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  now(): void {
    this.#nextMs = FIRST_MS;
    this.#wake();
  }

  succeeded(): void {
    this.#nextMs = FIRST_MS;
  }
}
