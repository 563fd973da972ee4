import { lowerBound, upperBound } from "../playback/playhead.ts";
import type { EventColumn } from "./event-column.ts";
import { FATES, type KeyIndex, tileEventsAt, tilePosition } from "./key-index.ts";
import type { MarkRef } from "./paint/scene.ts";

/** Lanes that the keyboard's cursor visits, from top to bottom. */
export type CursorLane = "window" | "event" | "tile" | "value";
export const CURSOR_LANES: readonly CursorLane[] = ["window", "event", "tile", "value"];

/** What the cursor can walk on. */
export interface CursorGround {
  readonly index: KeyIndex;
  /** Last step taken: later marks do not exist yet. */
  readonly step: number;
  readonly windows: number;
  readonly features: readonly string[];
}

/** Event time of a mark, for staying near it when the lane changes; null for those without one. */
export function markTimeMs(ground: CursorGround, mark: MarkRef): number | null {
  if (mark.kind === "event") return ground.index.trace.eventMs[mark.step] ?? null;
  if (mark.kind === "tile") return ground.index.trace.tiles.startMs[mark.tileIndex] ?? null;
  return null;
}

interface Candidate {
  readonly step: number;
  readonly ms: number;
}

const before = (a: Candidate, b: Candidate) => a.ms < b.ms || (a.ms === b.ms && a.step < b.step);

/** First arrived event of a column in walking direction, strictly beyond `from` (ties by step). */
function stepBeyond(column: EventColumn, from: Candidate, by: 1 | -1, arrived: number): Candidate | null {
  const start = by === 1 ? lowerBound(column.timesMs, from.ms) : upperBound(column.timesMs, from.ms) - 1;
  for (let i = start; i >= 0 && i < column.steps.length; i += by) {
    const own = { step: column.steps[i] ?? -1, ms: column.timesMs[i] ?? 0 };
    if (own.step > arrived) continue;
    if (by === 1 ? before(from, own) : before(own, from)) return own;
  }
  return null;
}

function eventBeyond(ground: CursorGround, from: Candidate, by: 1 | -1): MarkRef | null {
  let best: Candidate | null = null;
  for (const fate of FATES) {
    const own = stepBeyond(ground.index.byEventTime[fate], from, by, ground.step);
    if (own !== null && (best === null || (by === 1 ? before(own, best) : before(best, own)))) best = own;
  }
  return best === null ? null : { kind: "event", step: best.step };
}

function tileBeyond({ index, step }: CursorGround, from: number, by: 1 | -1): MarkRef | null {
  for (let at = from; at >= 0 && at < index.tiles.length; at += by)
    if (tileEventsAt(index, at, step) > 0) return { kind: "tile", tileIndex: index.tiles[at] ?? -1 };
  return null;
}

/** The mark of a lane nearest to a time, or null when the lane is empty. */
export function nearestMark(ground: CursorGround, lane: CursorLane, ms: number): MarkRef | null {
  const { index } = ground;
  switch (lane) {
    case "window":
      return ground.windows > 0 ? { kind: "window", window: 0 } : null;
    case "value": {
      const feature = ground.features[0];
      return feature === undefined ? null : { kind: "value", feature };
    }
    case "event": {
      const next = eventBeyond(ground, { ms, step: -1 }, 1);
      const previous = eventBeyond(ground, { ms, step: -1 }, -1);
      return closer(ground, next, previous, ms);
    }
    case "tile": {
      const at = upperBound(index.tileStartMs, ms) - 1;
      return closer(ground, tileBeyond(ground, at + 1, 1), tileBeyond(ground, at, -1), ms);
    }
  }
}

function closer(ground: CursorGround, next: MarkRef | null, previous: MarkRef | null, ms: number): MarkRef | null {
  if (next === null || previous === null) return next ?? previous;
  const away = (mark: MarkRef) => Math.abs((markTimeMs(ground, mark) ?? 0) - ms);
  return away(next) < away(previous) ? next : previous;
}

/** The neighbour of a mark in its lane; the mark itself at the end of the lane. */
export function neighbourMark(ground: CursorGround, mark: MarkRef, by: 1 | -1): MarkRef {
  const { index } = ground;
  if (mark.kind === "event")
    return eventBeyond(ground, { step: mark.step, ms: index.trace.eventMs[mark.step] ?? 0 }, by) ?? mark;
  if (mark.kind === "tile") {
    const at = tilePosition(index, index.trace.tiles.startMs[mark.tileIndex] ?? Number.NaN);
    return tileBeyond(ground, at + by, by) ?? mark;
  }
  if (mark.kind === "window")
    return { kind: "window", window: Math.min(ground.windows - 1, Math.max(0, mark.window + by)) };
  const at = ground.features.indexOf(mark.feature);
  return {
    kind: "value",
    feature: ground.features[Math.min(ground.features.length - 1, Math.max(0, at + by))] ?? mark.feature,
  };
}

/** The nearest mark one lane up or down that has any; the mark itself when there is none. */
export function otherLane(ground: CursorGround, mark: MarkRef, by: 1 | -1, fallbackMs: number): MarkRef {
  const ms = markTimeMs(ground, mark) ?? fallbackMs;
  for (let lane = CURSOR_LANES.indexOf(mark.kind) + by; lane >= 0 && lane < CURSOR_LANES.length; lane += by) {
    const found = nearestMark(ground, CURSOR_LANES[lane] ?? "event", ms);
    if (found !== null) return found;
  }
  return mark;
}

/** Whether the mark still exists at this step. */
export function markExists(ground: CursorGround, mark: MarkRef): boolean {
  if (mark.kind === "event") return mark.step >= 0 && mark.step <= ground.step && mark.step < ground.index.trace.steps;
  if (mark.kind === "tile") {
    const first = ground.index.trace.tiles.firstStep[mark.tileIndex];
    return first !== undefined && first <= ground.step;
  }
  if (mark.kind === "window") return mark.window < ground.windows;
  return ground.features.includes(mark.feature);
}
