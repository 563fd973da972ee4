import { TilescopeError } from "../../errors.ts";
import type { Timers } from "../../ports/timers.ts";

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;
/** A call that takes longer is mentioned. */
const SLOW_MS = 2_000;

/** Failures that no waiting mends. */
const LASTING =
  /\/(closed|lost|fenced|corrupt|truncated|no-such-[a-z]+|bad-[a-z]+|other-format|state-of-another-definition|corrupt-checkpoint|unknown-[a-z-]+)$/;

/** Thrown by `Patience` when it was told to give up. */
export class GivenUp extends Error {}

/**
 * Tries calls of ports again until they succeed, since what they failed on is not lost: the log keeps it. Says what it
 * waits for.
 */
export class Patience {
  readonly #timers: Timers;
  readonly #onFailure: (error: TilescopeError) => void;
  #message: string | null = null;
  #isGivenUp = false;
  #giveUp: () => void = () => undefined;

  constructor(timers: Timers, onFailure: (error: TilescopeError) => void) {
    this.#timers = timers;
    this.#onFailure = onFailure;
  }

  /** What it waits for; `null` when calls succeed. */
  get message(): string | null {
    return this.#message;
  }

  /** Lets the call at hand and all later ones reject with `GivenUp`. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#giveUp();
  }

  /** `what` begins a sentence: `The store`. Rejects with a lasting failure, or with what is not a failure of a port. */
  async until<T>(what: string, call: () => Promise<T>): Promise<T> {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS)) {
      try {
        const result = await this.#watched(what, call());
        this.#message = null;
        return result;
      } catch (error) {
        if (!(error instanceof TilescopeError) || LASTING.test(error.code)) throw error;
        this.#onFailure(error);
        this.#message = `${what} failed (${error.code}), trying again: ${error.message}`;
      }
      await this.#orGivenUp(new Promise<void>((resolve) => void this.#timers.after(delayMs, resolve)));
    }
  }

  async #watched<T>(what: string, call: Promise<T>): Promise<T> {
    const cancel = this.#timers.after(SLOW_MS, () => {
      this.#message = `${what} has not answered for ${SLOW_MS / 1000} s.`;
    });
    try {
      return await this.#orGivenUp(call);
    } finally {
      cancel();
    }
  }

  #orGivenUp<T>(call: Promise<T>): Promise<T> {
    if (this.#isGivenUp) {
      call.catch(() => undefined);
      return Promise.reject(new GivenUp());
    }
    return new Promise<T>((resolve, reject) => {
      this.#giveUp = () => reject(new GivenUp());
      call.then(resolve, reject);
    });
  }
}
