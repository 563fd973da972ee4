import type { Feature } from "../group-by/plan.ts";
import { Outcome } from "../runtime/trace.ts";
import { windowStartMs } from "../time/window.ts";
import { countUpTo, groupOf } from "./grouped.ts";
import type { Difference } from "./protocol.ts";
import type { Run } from "./run.ts";

/** A tile that a read at `queryMs` merges, as the store held it after the step. */
export interface ReadTile {
  readonly tileIndex: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly events: number;
}

/** Stored tiles of a key whose start lies in the window's hop-rounded range, by start (Chronon's rule for tiles). */
export function tilesRead(run: Run, keyIndex: number, feature: Feature, queryMs: number, step: number): ReadTile[] {
  const { tiles } = run.trace;
  const fromMs = windowStartMs(queryMs, feature.windowMs, feature.tailHopMs);
  const read: ReadTile[] = [];
  for (const tileIndex of groupOf(run.tilesByKey, keyIndex)) {
    const startMs = tiles.startMs[tileIndex] ?? 0;
    if (startMs < fromMs || startMs >= queryMs) continue;
    const events = run.tileIrs.storedEventsAt(tileIndex, step);
    if (events > 0) read.push({ tileIndex, startMs, endMs: tiles.endMs[tileIndex] ?? 0, events });
  }
  return read.sort((a, b) => a.startMs - b.startMs);
}

/** Where the tiled answer and the exact one part, counted in events of this key up to the step. */
export interface WindowCensus {
  readonly exactStartMs: number;
  readonly tailStartMs: number;
  /** In the tiles that were read, before the exact window. */
  readonly tail: number;
  /** In the tiles that were read, at or after the query. */
  readonly ahead: number;
  /** In the exact window, but past the watermark: in no tile. */
  readonly late: readonly number[];
  /** In the exact window and in a tile, but not written to the store yet. */
  readonly unwritten: number;
  /** In the exact window, in a tile that starts before the hop-rounded range. */
  readonly coarser: number;
}

export function censusOf(run: Run, keyIndex: number, feature: Feature, queryMs: number, step: number): WindowCensus {
  const { trace } = run;
  const exactStartMs = queryMs - feature.windowMs;
  const tailStartMs = windowStartMs(queryMs, feature.windowMs, feature.tailHopMs);
  const stored = new Map(tilesRead(run, keyIndex, feature, queryMs, step).map((tile) => [tile.tileIndex, tile.events]));
  const seen = new Map<number, number>();
  const late: number[] = [];
  let tail = 0;
  let ahead = 0;
  let unwritten = 0;
  let coarser = 0;
  const steps = run.history.keySteps(keyIndex);
  const arrived = countUpTo(steps, step);
  for (let i = 0; i < arrived; i++) {
    const at = steps[i] ?? 0;
    const timeMs = trace.eventMs[at] ?? Number.NaN;
    const inExact = timeMs >= exactStartMs && timeMs < queryMs;
    const tileIndex = trace.tileIndex[at] ?? -1;
    if (tileIndex < 0) {
      if (inExact && trace.outcome[at] === Outcome.dropped) late.push(at);
      continue;
    }
    const position = seen.get(tileIndex) ?? 0;
    seen.set(tileIndex, position + 1);
    const held = stored.get(tileIndex);
    if (held === undefined || position >= held) {
      if (inExact && (trace.tiles.startMs[tileIndex] ?? 0) < tailStartMs) coarser++;
      else if (inExact) unwritten++;
    } else if (timeMs < exactStartMs) tail++;
    else if (timeMs >= queryMs) ahead++;
  }
  return { exactStartMs, tailStartMs, tail, ahead, late, unwritten, coarser };
}

const events = (count: number) => (count === 1 ? "1 event" : `${count.toLocaleString("en-US")} events`);

/** The reasons that a census gives, in words. Empty when both answers cover the same events. */
export function reasonsOf(census: WindowCensus, queryMs: number, tileSizeMs: number): Difference[] {
  const reasons: Difference[] = [];
  if (census.tail > 0)
    reasons.push({
      kind: "tail-rounding",
      events: census.tail,
      fromMs: census.tailStartMs,
      toMs: census.exactStartMs,
      text: `${events(census.tail)} more in the tail hop, before the exact window`,
    });
  if (census.late.length > 0)
    reasons.push({
      kind: "late-drop",
      events: census.late.length,
      text: `${events(census.late.length)} dropped as late, in no tile`,
    });
  if (census.ahead > 0)
    reasons.push({
      kind: "head-tile-ahead",
      events: census.ahead,
      fromMs: queryMs,
      toMs: queryMs + tileSizeMs,
      text: `${events(census.ahead)} more in the head tile, after the query time`,
    });
  if (census.unwritten > 0)
    reasons.push({
      kind: "not-arrived",
      events: census.unwritten,
      text: `${events(census.unwritten)} in a tile that was not written yet`,
    });
  if (census.coarser > 0)
    reasons.push({
      kind: "tile-coarser-than-hop",
      events: census.coarser,
      text: `${events(census.coarser)} lost: their tile starts before the window's hop`,
    });
  return reasons;
}
