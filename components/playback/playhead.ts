import type { Trace } from "./engine.ts";

/** Index of the first element of an ascending list that is greater than `value`. */
export function upperBound(sorted: ArrayLike<number>, value: number, from = 0, to = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first element of an ascending list that is not less than `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number, from = 0, to = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Last step that had been taken at a clock time; -1 before the first arrival. */
export function stepAt(trace: Trace, clockMs: number): number {
  return upperBound(trace.processingMs, clockMs, 0, trace.steps) - 1;
}

/** Watermark after a step; -Infinity before the first. */
export function watermarkAt(trace: Trace, step: number): number {
  return step < 0 ? Number.NEGATIVE_INFINITY : (trace.watermarkMs[step] ?? Number.NEGATIVE_INFINITY);
}

/** Time of the next arrival after a clock time, or null after the last. */
export function nextArrivalMs(trace: Trace, clockMs: number): number | null {
  const next = upperBound(trace.processingMs, clockMs, 0, trace.steps);
  return next < trace.steps ? (trace.processingMs[next] ?? null) : null;
}

/**
 * Clock time at which the latest arrival is undone: that of the arrival before it. Records that arrived in the same
 * millisecond go together. Null when nothing would be left.
 */
export function previousArrivalMs(trace: Trace, clockMs: number): number | null {
  const last = stepAt(trace, clockMs);
  if (last < 0) return null;
  const first = lowerBound(trace.processingMs, trace.processingMs[last] ?? 0, 0, last + 1);
  return first > 0 ? (trace.processingMs[first - 1] ?? null) : null;
}
