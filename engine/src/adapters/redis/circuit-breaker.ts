import type { Clock } from "../../ports/clock.ts";

/** Spares a server that does not answer, and spares callers the wait for it. */
export interface CircuitBreaker {
  /** Whether a call may try now. Once the pause is over, one call is let through and decides for the others. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
}

/** Opens after `failuresToOpen` failures in a row, for `openMs`. */
export function createCircuitBreaker(clock: Clock, failuresToOpen: number, openMs: number): CircuitBreaker {
  let failures = 0;
  let openUntilMs: number | null = null;

  return {
    allows() {
      if (openUntilMs === null) return true;
      const nowMs = clock.now();
      if (nowMs < openUntilMs) return false;
      // The one that tries keeps the others out until it knows, or for another pause.
      openUntilMs = nowMs + openMs;
      return true;
    },
    succeeded() {
      failures = 0;
      openUntilMs = null;
    },
    failed() {
      failures++;
      if (failures >= failuresToOpen) openUntilMs = clock.now() + openMs;
    },
  };
}
