import type { RowIr } from "../aggregation/row-aggregator.ts";
import { windowStartMs } from "../time/window.ts";
import type { FeatureSet, TimedRow } from "./feature-set.ts";

/**
 * One pass over all rows: a row counts for a feature when `start <= time < queryMs`. With the tail `exact` the start is
 * `queryMs - window` to the ms; with `hop` it is rounded down to the hop, which is what every other read means.
 */
export function exactWindow(
  set: FeatureSet,
  rows: Iterable<TimedRow>,
  queryMs: number,
  tail: "exact" | "hop" = "exact",
): RowIr {
  const starts = set.features.map(({ windowMs, tailHopMs }) =>
    tail === "exact" ? queryMs - windowMs : windowStartMs(queryMs, windowMs, tailHopMs),
  );
  return scanWindows(set, rows, starts, queryMs);
}

/** Rows of `[starts[i], endMs)` for each feature `i`, in the order in which they come. */
export function scanWindows(
  set: FeatureSet,
  rows: Iterable<TimedRow>,
  starts: readonly number[],
  endMs: number,
): RowIr {
  const columns = set.windowedAggregator.columns;
  const ir = set.windowedAggregator.init();
  for (const { timeMs, row } of rows) {
    if (timeMs >= endMs) continue;
    for (let i = 0; i < columns.length; i++)
      if (timeMs >= (starts[i] ?? 0)) ir[i] = columns[i]?.update(ir[i], row, timeMs);
  }
  return ir;
}
