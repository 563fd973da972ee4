import { lowerBound } from "../playback/playhead.ts";
import { FATES, type Fate } from "./key-index.ts";
import { BIN_PX, type EventMarks } from "./lay-out-events.ts";
import type { TimelineLayout } from "./lay-out-timeline.ts";
import { msOf } from "./time-scale.ts";

/** What lies under a point of the picture. */
export type Hit =
  | { readonly kind: "event"; readonly step: number; readonly lane: "arrivals" | "events" | "late" }
  | {
      readonly kind: "event-bin";
      readonly lane: "arrivals" | "events";
      readonly fromMs: number;
      readonly toMs: number;
      /** By fate; null where that fate is drawn one by one. */
      readonly counts: readonly [number | null, number | null, number | null];
    }
  | { readonly kind: "tile"; readonly tileIndex: number; readonly events: number; readonly open: boolean }
  | {
      readonly kind: "tile-bin";
      readonly fromMs: number;
      readonly toMs: number;
      readonly tiles: number;
      readonly events: number;
    }
  | { readonly kind: "window"; readonly window: number }
  | { readonly kind: "value"; readonly feature: string; readonly ms: number; readonly point: number | null }
  | { readonly kind: "query" }
  | { readonly kind: "axis"; readonly ms: number };

const REACH_PX = 8;

/** Position of the mark nearest to `x`, within reach; of equals the last, which is drawn on top. */
function nearest(sortedX: Float32Array, x: number, reach: number): number {
  const from = lowerBound(sortedX, x - reach);
  let best = -1;
  let distance = reach;
  for (let i = from; i < sortedX.length; i++) {
    const own = Math.abs((sortedX[i] ?? 0) - x);
    if ((sortedX[i] ?? 0) > x + reach) break;
    if (own <= distance) {
      best = i;
      distance = own;
    }
  }
  return best;
}

function hitEvents(
  layout: TimelineLayout,
  marks: readonly (EventMarks | null)[],
  lane: "arrivals" | "events" | "late",
  x: number,
): Hit | null {
  let best: { step: number; distance: number } | null = null;
  const counts: [number | null, number | null, number | null] = [null, null, null];
  const bin = Math.floor((x - layout.scale.left) / BIN_PX);
  let binned = 0;
  for (const fate of FATES) {
    const own = marks[fate];
    if (own === null || own === undefined) continue;
    if (own.kind === "bins") {
      counts[fate] = own.counts[bin] ?? 0;
      binned += counts[fate] ?? 0;
      continue;
    }
    const at = nearest(own.x, x, REACH_PX);
    const distance = Math.abs((own.x[at] ?? 0) - x);
    if (at >= 0 && (best === null || distance <= best.distance)) best = { step: own.steps[at] ?? -1, distance };
  }
  if (best !== null) return { kind: "event", step: best.step, lane };
  if (binned === 0) return null;
  const fromMs = msOf(layout.scale, layout.scale.left + bin * BIN_PX);
  const toMs = msOf(layout.scale, layout.scale.left + (bin + 1) * BIN_PX);
  return { kind: "event-bin", lane: lane === "arrivals" ? "arrivals" : "events", fromMs, toMs, counts };
}

function hitTiles(layout: TimelineLayout, x: number): Hit | null {
  const { tiles, scale } = layout;
  if (tiles.kind === "tiles") {
    const at = lowerBound(tiles.x, x + 1e-6) - 1;
    const left = tiles.x[at];
    if (left === undefined || x > left + tiles.width) return null;
    return {
      kind: "tile",
      tileIndex: tiles.tileIndex[at] ?? -1,
      events: tiles.events[at] ?? 0,
      open: tiles.open[at] === 1,
    };
  }
  const bin = Math.floor((x - scale.left) / BIN_PX);
  if ((tiles.tiles[bin] ?? 0) === 0) return null;
  return {
    kind: "tile-bin",
    fromMs: msOf(scale, scale.left + bin * BIN_PX),
    toMs: msOf(scale, scale.left + (bin + 1) * BIN_PX),
    tiles: tiles.tiles[bin] ?? 0,
    events: tiles.events[bin] ?? 0,
  };
}

/** The uppermost thing at a point, or null. */
export function hitTest(layout: TimelineLayout, x: number, y: number): Hit | null {
  const { lanes, scale } = layout;
  if (x < scale.left || x > scale.right) return null;
  if (y < lanes.top && Math.abs(x - layout.queryX) < 30) return { kind: "query" };
  if (y > lanes.bottom) return { kind: "axis", ms: msOf(scale, x) };
  const window = layout.windows.findIndex(
    (one) => Math.abs(y - one.y) <= 11 && x >= Math.min(one.tailX, one.exactX) && x <= one.toX,
  );
  if (window >= 0) return { kind: "window", window };
  if (Math.abs(y - lanes.arrivalsY) <= 10 || (y > lanes.arrivalsY - 18 && y < lanes.arrivalsY)) {
    const hit = hitEvents(layout, layout.arrivals, "arrivals", x);
    if (hit !== null) return hit;
  }
  if (y >= lanes.eventsY - 24 && y <= lanes.eventsY + 10) {
    const hit = hitEvents(layout, layout.events, "events", x);
    if (hit !== null && (hit.kind !== "event" || y >= lanes.eventsY - 10)) return hit;
  }
  if (y >= lanes.tilesTop - 2 && y <= lanes.tilesBottom + 2) return hitTiles(layout, x);
  if (Math.abs(y - lanes.lateY) <= 10) return hitEvents(layout, [null, null, layout.events[2]], "late", x);
  for (const series of layout.series) {
    if (y < series.top - 4 || y > series.bottom + 4) continue;
    const at = nearest(series.x, x, 3);
    return at < 0 ? null : { kind: "value", feature: series.feature, ms: msOf(scale, x), point: at };
  }
  return null;
}

export const fateNames: Readonly<Record<Fate, string>> = {
  0: "on time",
  1: "late, merged",
  2: "past the watermark, to the side output",
};
