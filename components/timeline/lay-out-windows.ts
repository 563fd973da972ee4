import { formatDuration, windowStartMs } from "../playback/engine.ts";
import { timeTextFor, type Zone } from "../playback/time-text.ts";
import type { TimelineWindow } from "./lanes.ts";
import { type TimeScale, xOf } from "./time-scale.ts";

/** The bracket of one window at the query time. Edges may lie outside the picture. */
export interface WindowMark {
  readonly y: number;
  /** `Window 6 h`, `All time`. */
  readonly name: string;
  /** `exact 08:02:10 – 14:02:10`. */
  readonly label: string;
  readonly features: readonly string[];
  /** -Infinity when unbounded. */
  readonly exactFromMs: number;
  readonly tailFromMs: number;
  readonly toMs: number;
  readonly exactX: number;
  readonly tailX: number;
  readonly toX: number;
}

/** Brackets of the windows that a query at `queryMs` reads. */
export function layOutWindows(
  windows: readonly TimelineWindow[],
  windowsY: readonly number[],
  scale: TimeScale,
  queryMs: number,
  zone: Zone,
): WindowMark[] {
  const toX = xOf(scale, queryMs);
  return windows.map(({ windowMs, tailHopMs, features }, i) => {
    const y = windowsY[i] ?? 0;
    if (windowMs === null)
      return {
        y,
        name: "All time",
        label: "every event so far",
        features,
        exactFromMs: Number.NEGATIVE_INFINITY,
        tailFromMs: Number.NEGATIVE_INFINITY,
        toMs: queryMs,
        exactX: scale.left - 1,
        tailX: scale.left - 1,
        toX,
      };
    const exactFromMs = queryMs - windowMs;
    const tailFromMs = windowStartMs(queryMs, windowMs, tailHopMs);
    const text = (ms: number) => timeTextFor(ms, windowMs * 1.01, zone);
    return {
      y,
      name: `Window ${formatDuration(windowMs)}`,
      label: `exact ${text(exactFromMs)} – ${text(queryMs)}`,
      features,
      exactFromMs,
      tailFromMs,
      toMs: queryMs,
      exactX: xOf(scale, exactFromMs),
      tailX: xOf(scale, tailFromMs),
      toX,
    };
  });
}
