import { DAY_MS, HOUR_MS, MINUTE_MS } from "./duration.ts";
import { roundToHop } from "./hop.ts";

/** Chronon's `TimeUnit`; MINUTES is the Zipline fork's (SPEC Z5). */
export const TimeUnit = { HOURS: 0, DAYS: 1, MINUTES: 2 } as const;
export type TimeUnit = (typeof TimeUnit)[keyof typeof TimeUnit];

/** How much event time a feature covers. `null` where a window may stand means unbounded. */
export interface Window {
  readonly length: number;
  readonly timeUnit: TimeUnit;
}

const UNBOUNDED_LENGTH = 2_147_483_647;

const UNITS: Readonly<Record<TimeUnit, { readonly ms: number; readonly suffix: string; readonly name: string }>> = {
  [TimeUnit.HOURS]: { ms: HOUR_MS, suffix: "h", name: "hours" },
  [TimeUnit.DAYS]: { ms: DAY_MS, suffix: "d", name: "days" },
  [TimeUnit.MINUTES]: { ms: MINUTE_MS, suffix: "m", name: "minutes" },
};

export const hours = (length: number): Window => ({ length, timeUnit: TimeUnit.HOURS });
export const days = (length: number): Window => ({ length, timeUnit: TimeUnit.DAYS });

/** One of a unit, in ms. */
export const timeUnitMs = (timeUnit: TimeUnit): number => UNITS[timeUnit].ms;

/** A unit in words: `hours`. */
export const timeUnitName = (timeUnit: TimeUnit): string => UNITS[timeUnit].name;

/** Length in ms; `Infinity` for `null` and for Chronon's unbounded window (2^31 - 1 days). */
export function windowMs(window: Window | null): number {
  if (window === null || window.length === UNBOUNDED_LENGTH) return Number.POSITIVE_INFINITY;
  return window.length * timeUnitMs(window.timeUnit);
}

/** Hop sizes of the five-minute resolution, largest first. Everything temporal uses it. */
export const FIVE_MINUTE_HOPS_MS = [DAY_MS, HOUR_MS, 5 * MINUTE_MS] as const;

/** Step of a window's tail under the five-minute resolution: 1 d from 12 d, 1 h from 12 h, else 5 min. */
export function tailHopMs(lengthMs: number): number {
  if (lengthMs >= 12 * DAY_MS) return DAY_MS;
  if (lengthMs >= 12 * HOUR_MS) return HOUR_MS;
  return 5 * MINUTE_MS;
}

/** First event time that a window of `lengthMs` includes at `queryMs`; `-Infinity` when unbounded. */
export function windowStartMs(queryMs: number, lengthMs: number, hopMs = tailHopMs(lengthMs)): number {
  return lengthMs === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : roundToHop(queryMs - lengthMs, hopMs);
}

/** `7d`, `6h`, `30m`; empty for unbounded, zero and negative lengths (they have no suffix in column names). */
export function windowLabel(window: Window | null): string {
  if (window === null || window.length === UNBOUNDED_LENGTH || window.length <= 0) return "";
  return `${window.length}${UNITS[window.timeUnit].suffix}`;
}
