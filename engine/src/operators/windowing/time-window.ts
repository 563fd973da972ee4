/** Event or processing time `[startMs, endMs)`; the global window reaches from -Infinity to Infinity. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export const GLOBAL_WINDOW: TimeWindow = { startMs: Number.NEGATIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };

/** The last time inside the window: when the watermark reaches it, the window is over. */
export const lastMsOf = (window: TimeWindow): number => window.endMs - 1;

/** Names a window in maps. */
export const windowId = (window: TimeWindow): string => `${window.startMs},${window.endMs}`;

export const sameWindow = (left: TimeWindow, right: TimeWindow): boolean =>
  left.startMs === right.startMs && left.endMs === right.endMs;

/** Start of the window of `sizeMs`, shifted by `offsetMs`, that holds the time; floors before 1970 too. */
export function windowStart(timeMs: number, offsetMs: number, sizeMs: number): number {
  return timeMs - ((((timeMs - offsetMs) % sizeMs) + sizeMs) % sizeMs);
}
