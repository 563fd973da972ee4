import { lowerBound, upperBound } from "../playback/playhead.ts";
import type { Detail, PerFate } from "./detail.ts";
import { countArrived, type EventColumn } from "./event-column.ts";
import type { KeyIndex } from "./key-index.ts";
import { msOf, type TimeScale, xOf } from "./time-scale.ts";

/** Width of a density column in pixels. */
export const BIN_PX = 2;

/** Events one by one, in order of time. `otherX` is where the same event lies in the other lane. */
export interface Points {
  readonly kind: "points";
  readonly x: Float32Array;
  readonly otherX: Float32Array;
  readonly steps: Int32Array;
}

/** Events counted by column of `BIN_PX` pixels from the left edge. */
export interface Bins {
  readonly kind: "bins";
  readonly counts: Uint32Array;
  readonly total: number;
  /** Largest count that the whole run reaches in a column, so that bars do not rescale while playing. */
  readonly largest: number;
}

export type EventMarks = Points | Bins;

function points(column: EventColumn, otherMs: Float64Array, scale: TimeScale, step: number): Points {
  const from = lowerBound(column.timesMs, scale.fromMs);
  const to = upperBound(column.timesMs, scale.toMs);
  const count = countArrived(column, from, to, step);
  const marks: Points = {
    kind: "points",
    x: new Float32Array(count),
    otherX: new Float32Array(count),
    steps: new Int32Array(count),
  };
  for (let i = from, at = 0; at < count; i++) {
    const own = column.steps[i] ?? 0;
    if (own > step) continue;
    marks.x[at] = xOf(scale, column.timesMs[i] ?? 0);
    marks.otherX[at] = xOf(scale, otherMs[own] ?? 0);
    marks.steps[at++] = own;
  }
  return marks;
}

export const binCount = (scale: TimeScale): number => Math.max(1, Math.ceil((scale.right - scale.left) / BIN_PX));

function bins(column: EventColumn, scale: TimeScale, step: number): Bins {
  const counts = new Uint32Array(binCount(scale));
  let from = lowerBound(column.timesMs, scale.fromMs);
  const end = upperBound(column.timesMs, scale.toMs);
  let total = 0;
  let largest = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const last = bin === counts.length - 1;
    const to = last ? end : lowerBound(column.timesMs, msOf(scale, scale.left + (bin + 1) * BIN_PX), from, end);
    if (to - from > largest) largest = to - from;
    const count = countArrived(column, from, to, step);
    counts[bin] = count;
    total += count;
    from = to;
  }
  return { kind: "bins", counts, total, largest };
}

/** Marks of the events lane: what had arrived by `step`, by event time. */
export function layOutEvents(index: KeyIndex, scale: TimeScale, step: number, detail: Detail): PerFate<EventMarks> {
  const fate = (i: 0 | 1 | 2) =>
    detail.events[i]
      ? points(index.byEventTime[i], index.trace.processingMs, scale, step)
      : bins(index.byEventTime[i], scale, step);
  return [fate(0), fate(1), fate(2)];
}

/** Marks of the arrivals lane: what had arrived by `step`, by processing time. */
export function layOutArrivals(index: KeyIndex, scale: TimeScale, step: number, detail: Detail): PerFate<EventMarks> {
  const fate = (i: 0 | 1 | 2) =>
    detail.arrivals[i]
      ? points(index.byArrival[i], index.trace.eventMs, scale, step)
      : bins(index.byArrival[i], scale, step);
  return [fate(0), fate(1), fate(2)];
}
