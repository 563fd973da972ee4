import type { Trace } from "../playback/engine.ts";
import type { TimeRange } from "../playback/view-reducer.ts";

/** Shortest and longest spans that can be seen at once: 20 ms, and ten years. */
export const SHORTEST_MS = 20;
export const LONGEST_MS = 10 * 366 * 86_400_000;

/** All event and arrival times of a run, with a margin. */
export function fittedRange(trace: Trace): TimeRange {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < trace.steps; step++) {
    const eventMs = trace.eventMs[step] ?? Number.NaN;
    if (eventMs < fromMs) fromMs = eventMs;
    if (eventMs > toMs) toMs = eventMs;
  }
  const firstMs = trace.processingMs[0];
  const lastMs = trace.processingMs[trace.steps - 1];
  if (firstMs !== undefined && firstMs < fromMs) fromMs = firstMs;
  if (lastMs !== undefined && lastMs > toMs) toMs = lastMs;
  if (!(toMs >= fromMs)) return { fromMs: 0, toMs: trace.tileSizeMs };
  // Events closer together than a tile are shown apart, rather than the tile whole; a single moment shows its tile.
  const spanMs = toMs > fromMs ? Math.max(toMs - fromMs, SHORTEST_MS) : trace.tileSizeMs;
  const marginMs = Math.max(1, spanMs * (spanMs < trace.tileSizeMs ? 0.2 : 0.02));
  return { fromMs: fromMs - marginMs, toMs: Math.min(fromMs + spanMs + marginMs * 2, fromMs + LONGEST_MS) };
}

/** The range around a fixed time, `factor` times as long; within the limits of zoom. */
export function zoomed(range: TimeRange, aroundMs: number, factor: number): TimeRange {
  const spanMs = range.toMs - range.fromMs;
  const nextMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, spanMs * factor));
  const share = (aroundMs - range.fromMs) / spanMs;
  const fromMs = aroundMs - share * nextMs;
  return { fromMs, toMs: fromMs + nextMs };
}

export function panned(range: TimeRange, byMs: number): TimeRange {
  return { fromMs: range.fromMs + byMs, toMs: range.toMs + byMs };
}

/** The range moved just far enough to show a time, with a tenth of it beyond. */
export function revealing(range: TimeRange, ms: number): TimeRange {
  const edgeMs = (range.toMs - range.fromMs) / 10;
  if (ms < range.fromMs) return panned(range, ms - edgeMs - range.fromMs);
  if (ms > range.toMs) return panned(range, ms + edgeMs - range.toMs);
  return range;
}

/** Between two ranges; their spans interpolate by ratio, so a long zoom looks even. */
export function between(from: TimeRange, to: TimeRange, share: number): TimeRange {
  if (share >= 1) return to;
  const fromSpan = from.toMs - from.fromMs;
  const toSpan = to.toMs - to.fromMs;
  const spanMs = fromSpan * (toSpan / fromSpan) ** share;
  const moved = toSpan === fromSpan ? share : (spanMs - fromSpan) / (toSpan - fromSpan);
  const fromMs = from.fromMs + (to.fromMs - from.fromMs) * moved;
  return { fromMs, toMs: fromMs + spanMs };
}
