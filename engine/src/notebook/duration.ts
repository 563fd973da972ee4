import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/duration.ts";
import { type Window, windowMs } from "../time/window.ts";

/** A span of time: milliseconds, as `minutes(5)` gives, or a window, as `hours(6)` gives. */
export type Duration = number | Window;

/** A point in time: milliseconds since 1970 UTC, or text such as `"2024-01-15T10:00:00Z"` (UTC when no zone is given). */
export type Instant = number | string;

/** That many seconds, in ms. */
export const seconds = (count: number): number => count * SECOND_MS;

/** That many minutes, in ms. */
export const minutes = (count: number): number => count * MINUTE_MS;

/** A duration in ms. */
export function durationMs(duration: Duration): number {
  return typeof duration === "number" ? duration : windowMs(duration);
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?<zone>Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds since 1970 UTC: `instant("2024-01-15T10:00")`. Text without a zone is UTC. Throws on any other text. */
export function instant(time: Instant): number {
  if (typeof time === "number") return time;
  const match = ISO_DATE.exec(time.trim());
  const dateOnly = time.trim().length === 10;
  const ms =
    match === null
      ? Number.NaN
      : Date.parse(`${match[0].replace(" ", "T")}${match.groups?.zone || dateOnly ? "" : "Z"}`);
  if (Number.isNaN(ms))
    throw new Error(`Not a time: "${time}". Write it as "2024-01-15T10:00:00Z" or in milliseconds.`);
  return ms;
}

export { HOUR_MS, MINUTE_MS, SECOND_MS };
