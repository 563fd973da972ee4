import type { TimeRange } from "../playback/view-reducer.ts";

/** Event time to pixels: `fromMs` is at `left`, `toMs` at `right`. */
export interface TimeScale extends TimeRange {
  readonly left: number;
  readonly right: number;
}

export const xOf = (scale: TimeScale, ms: number): number =>
  scale.left + ((ms - scale.fromMs) / (scale.toMs - scale.fromMs)) * (scale.right - scale.left);

export const msOf = (scale: TimeScale, x: number): number =>
  scale.fromMs + ((x - scale.left) / (scale.right - scale.left)) * (scale.toMs - scale.fromMs);

export const msPerPixel = (scale: TimeScale): number => (scale.toMs - scale.fromMs) / (scale.right - scale.left);
