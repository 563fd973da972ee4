import { TilescopeError } from "../../errors.ts";
import { type Ds, shiftDs } from "../source/ds.ts";
import { daysOf } from "../source/ds-range.ts";

/** Days from `start` to `end`, both included. */
export interface DayRange {
  readonly start: Ds;
  readonly end: Ds;
}

/** Ascending days as runs without gaps. */
export function contiguousRanges(days: readonly Ds[]): DayRange[] {
  const ranges: { start: Ds; end: Ds }[] = [];
  for (const ds of days) {
    const last = ranges.at(-1);
    if (last !== undefined && shiftDs(last.end, 1) === ds) last.end = ds;
    else ranges.push({ start: ds, end: ds });
  }
  return ranges;
}

/** A range in steps of so many days, the last one shorter; in one step without a number. */
export function stepsOf({ start, end }: DayRange, stepDays: number | undefined): DayRange[] {
  if (stepDays === undefined) return [{ start, end }];
  const days = daysOf(start, end);
  const steps: DayRange[] = [];
  for (let i = 0; i < days.length; i += stepDays) {
    const step = days.slice(i, i + stepDays);
    steps.push({ start: step[0] ?? start, end: step.at(-1) ?? end });
  }
  return steps;
}

/**
 * What a job has yet to fill of a range: days that the output lacks, that some input has (`null`: no input has to), and
 * that are not before the output's first day, for what is missing there was dropped on purpose; `holes` in front are
 * filled all the same. Throws `offline/empty-range` for a range that ends before it starts.
 */
export function unfilledRanges(
  range: DayRange,
  inputDays: ReadonlySet<Ds> | null,
  outputDays: readonly Ds[] = [],
  holes: "fill" | "skip first" = "skip first",
): DayRange[] {
  if (range.start > range.end)
    throw new TilescopeError("offline/empty-range", `The range from ${range.start} to ${range.end} has no days`);
  const filled = new Set(outputDays);
  const first = outputDays.reduce<Ds | null>((least, ds) => (least === null || ds < least ? ds : least), null);
  const missing = daysOf(range.start, range.end).filter(
    (ds) =>
      !filled.has(ds) &&
      (first === null || holes === "fill" || ds >= first) &&
      (inputDays === null || inputDays.has(ds)),
  );
  return contiguousRanges(missing);
}
