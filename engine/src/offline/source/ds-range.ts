import type { Ds } from "./ds.ts";
import { shiftDs } from "./ds.ts";

/** Days from `start` to `end`, both included; `null`: open on that side. Empty when the start is after the end. */
export interface DsRange {
  readonly start: Ds | null;
  readonly end: Ds | null;
}

/** For reading columns without rows. */
export const NO_DAYS: DsRange = { start: "9999-01-01", end: "1970-01-02" };

export const singleDay = (ds: Ds): DsRange => ({ start: ds, end: ds });

export function holdsDs({ start, end }: DsRange, ds: Ds): boolean {
  return (start === null || ds >= start) && (end === null || ds <= end);
}

export function intersectDs(left: DsRange, right: DsRange): DsRange {
  return { start: latestDs(left.start, right.start), end: earliestDs(left.end, right.end) };
}

/** The later one; `null` stands for no bound. */
export function latestDs(left: Ds | null, right: Ds | null): Ds | null {
  return left === null || (right !== null && right > left) ? right : left;
}

/** The earlier one; `null` stands for no bound. */
export function earliestDs(left: Ds | null, right: Ds | null): Ds | null {
  return left === null || (right !== null && right < left) ? right : left;
}

/** Every day from `start` to `end`. */
export function daysOf(start: Ds, end: Ds): Ds[] {
  const days: Ds[] = [];
  for (let ds = start; ds <= end; ds = shiftDs(ds, 1)) days.push(ds);
  return days;
}
