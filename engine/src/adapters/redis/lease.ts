import type { Lock } from "../../ports/locks.ts";
import type { Timers } from "../../ports/timers.ts";

/** Renewals in the time of one lease. */
const RENEWALS = 3;
/** This part of a lease is given up, for clocks that do not go equally fast. */
const MARGIN = 0.1;

export interface LeaseParts {
  readonly fence: number;
  readonly leaseMs: number;
  readonly timers: Timers;
  /** `elapsedMs` before the lease was asked for: it ends no earlier than `leaseMs` after that. */
  readonly askedMs: number;
  /** Asks for the lease to begin anew; false when it is another's by now. */
  readonly renew: () => Promise<boolean>;
  /** Gives it back; a failure is no harm, since it ends by itself. */
  readonly free: () => Promise<unknown>;
}

/**
 * A lock that ends by itself unless it is renewed. The holder counts its time from before it asked, and less a margin, so
 * it knows the lock as lost before another can have it. A process that was stopped for longer sees that as soon as it asks.
 */
export class Lease implements Lock {
  readonly fence: number;
  readonly lost: Promise<void>;
  readonly #parts: LeaseParts;
  #heldUntilMs: number;
  #isOver = false;
  #lose: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;
  #cancelEnd: () => void = () => undefined;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
    this.fence = parts.fence;
    this.#heldUntilMs = this.#endOf(parts.askedMs);
    this.lost = new Promise((resolve) => {
      this.#lose = () => {
        this.stop();
        resolve();
      };
    });
    this.#awaitEnd();
    this.#renewIn(parts.leaseMs / RENEWALS);
  }

  isHeld(): boolean {
    return !this.#isOver && this.#parts.timers.elapsedMs() < this.#heldUntilMs;
  }

  async confirm(): Promise<boolean> {
    return this.isHeld() && (await this.#renew());
  }

  async release(): Promise<void> {
    if (this.#isOver) return;
    this.stop();
    await this.#parts.free().catch(() => undefined);
  }

  /** Renews it no more: it is not held from here on, and ends by itself. */
  stop(): void {
    this.#isOver = true;
    this.#cancelRenewal();
    this.#cancelEnd();
  }

  #endOf(askedMs: number): number {
    return askedMs + this.#parts.leaseMs * (1 - MARGIN);
  }

  /** False: it was lost. Rejects when nobody answered; then it is held as long as it was. */
  async #renew(): Promise<boolean> {
    const askedMs = this.#parts.timers.elapsedMs();
    const isRenewed = await this.#parts.renew();
    if (this.#isOver) return false;
    if (!isRenewed || !this.isHeld()) {
      this.#lose();
      return false;
    }
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#endOf(askedMs));
    this.#awaitEnd();
    return true;
  }

  #renewIn(ms: number): void {
    this.#cancelRenewal = this.#parts.timers.after(ms, () => {
      this.#renew().then(
        () => this.#renewLater(this.#parts.leaseMs / RENEWALS),
        () => this.#renewLater(this.#parts.leaseMs * MARGIN),
      );
    });
  }

  #renewLater(ms: number): void {
    if (!this.#isOver) this.#renewIn(ms);
  }

  #awaitEnd(): void {
    const { timers } = this.#parts;
    this.#cancelEnd();
    this.#cancelEnd = timers.after(this.#heldUntilMs - timers.elapsedMs(), () => {
      if (this.isHeld()) this.#awaitEnd();
      else this.#lose();
    });
  }
}
