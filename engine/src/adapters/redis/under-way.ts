/**
 * Counts the calls that are under way, for whoever closes. A count and no Set of promises: a Set that takes and loses thousands a
 * second keeps what was in it alive until a full collection, and makes each young one ten times as long.
 */
export class UnderWay {
  #count = 0;
  #whenIdle: (() => void)[] = [];

  /** Runs a call and counts it until it has ended. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await call();
    } finally {
      if (--this.#count === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }

  /** Resolves once no call is under way. */
  async idle(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }
}
