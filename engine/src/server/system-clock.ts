import type { Clock } from "../ports/clock.ts";
import { processingTime } from "../time/event-time.ts";

/** The machine's clock, held so that it never goes back within one process. */
export function createSystemClock(): Clock {
  let latestMs = 0;
  return {
    now() {
      latestMs = Math.max(latestMs, Date.now());
      return processingTime(latestMs);
    },
  };
}
