import type { Clock } from "../ports/clock.ts";
import { SteadyClock } from "./steady-clock.ts";

/** The machine's clock, steady within one process. */
export function createSystemClock(): Clock {
  return new SteadyClock(Date.now, () => performance.now());
}
