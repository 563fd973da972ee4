import { OutcomeCode, type Trace } from "../playback/engine.ts";
import { lowerBound, upperBound } from "../playback/playhead.ts";
import { type EventColumn, eventColumn } from "./event-column.ts";
import { sortByTime } from "./sort-by-time.ts";

/** The three fates that are drawn, in the order of their codes. */
export const FATES = [OutcomeCode.onTime, OutcomeCode.lateMerged, OutcomeCode.dropped] as const;
export type Fate = (typeof FATES)[number];

/** Everything of one key that a picture needs, sorted once. */
export interface KeyIndex {
  readonly trace: Trace;
  readonly keyIndex: number;
  /** Events by fate, in order of event time. */
  readonly byEventTime: readonly [EventColumn, EventColumn, EventColumn];
  /** Events by fate, in order of arrival. */
  readonly byArrival: readonly [EventColumn, EventColumn, EventColumn];
  /** Tiles of the key by start. */
  readonly tiles: Int32Array;
  readonly tileStartMs: Float64Array;
  /** Steps of the events in each of `tiles`, ascending: those of the i-th are `tileSteps[tileFirst[i] … tileFirst[i + 1])`. */
  readonly tileFirst: Int32Array;
  readonly tileSteps: Int32Array;
}

function stepsOf(trace: Trace, keyIndex: number, fate: Fate): Int32Array {
  let count = 0;
  for (let step = 0; step < trace.steps; step++)
    if (trace.keyIndex[step] === keyIndex && trace.outcome[step] === fate) count++;
  const steps = new Int32Array(count);
  for (let step = 0, at = 0; at < count; step++)
    if (trace.keyIndex[step] === keyIndex && trace.outcome[step] === fate) steps[at++] = step;
  return steps;
}

function buildKeyIndex(trace: Trace, keyIndex: number): KeyIndex {
  const [onTime, late, dropped] = [
    stepsOf(trace, keyIndex, 0),
    stepsOf(trace, keyIndex, 1),
    stepsOf(trace, keyIndex, 2),
  ];
  const column = (source: Float64Array, steps: Int32Array) =>
    eventColumn(
      Float64Array.from(steps, (step) => source[step] ?? Number.NaN),
      steps,
    );
  const columns = (source: Float64Array) =>
    [column(source, onTime), column(source, late), column(source, dropped)] as const;
  const own: number[] = [];
  for (let tile = 0; tile < trace.tiles.count; tile++) if (trace.tiles.keyIndex[tile] === keyIndex) own.push(tile);
  const order = sortByTime(Float64Array.from(own, (tile) => trace.tiles.startMs[tile] ?? 0));
  const tiles = Int32Array.from(order, (position) => own[position] ?? 0);
  const place = new Map<number, number>();
  const tileFirst = new Int32Array(tiles.length + 1);
  tiles.forEach((tile, i) => {
    place.set(tile, i);
    tileFirst[i + 1] = (tileFirst[i] ?? 0) + (trace.tiles.events[tile] ?? 0);
  });
  const tileSteps = new Int32Array(tileFirst[tiles.length] ?? 0);
  const filled = tileFirst.slice();
  if (tiles.length > 0)
    for (let step = 0; step < trace.steps; step++) {
      const at = trace.keyIndex[step] === keyIndex ? place.get(trace.tileIndex[step] ?? -1) : undefined;
      if (at === undefined) continue;
      const next = filled[at] ?? 0;
      tileSteps[next] = step;
      filled[at] = next + 1;
    }
  return {
    trace,
    keyIndex,
    byEventTime: columns(trace.eventMs),
    byArrival: columns(trace.processingMs),
    tiles,
    tileStartMs: Float64Array.from(tiles, (tile) => trace.tiles.startMs[tile] ?? 0),
    tileFirst,
    tileSteps,
  };
}

const kept = new WeakMap<Trace, Map<number, KeyIndex>>();

/** The index of one key; built at first use and kept as long as the trace. */
export function keyIndexOf(trace: Trace, keyIndex: number): KeyIndex {
  let ofTrace = kept.get(trace);
  if (ofTrace === undefined) {
    ofTrace = new Map();
    kept.set(trace, ofTrace);
  }
  let index = ofTrace.get(keyIndex);
  if (index === undefined) {
    index = buildKeyIndex(trace, keyIndex);
    ofTrace.set(keyIndex, index);
  }
  return index;
}

/** Events in the tile at position `at` of `index.tiles` after a step. */
export function tileEventsAt(index: KeyIndex, at: number, step: number): number {
  const tile = index.tiles[at] ?? 0;
  if ((index.trace.tiles.firstStep[tile] ?? 0) > step) return 0;
  const from = index.tileFirst[at] ?? 0;
  const to = index.tileFirst[at + 1] ?? 0;
  if ((index.trace.tiles.lastStep[tile] ?? 0) <= step) return to - from;
  return upperBound(index.tileSteps, step, from, to) - from;
}

/** Whether the watermark had not passed a tile's end after a step. */
export function tileOpenAt(trace: Trace, tile: number, step: number): boolean {
  const closedStep = trace.tiles.closedStep[tile] ?? -1;
  return closedStep < 0 || closedStep > step;
}

/** Position in `index.tiles` of the tile that starts at a time, or -1. */
export function tilePosition(index: KeyIndex, startMs: number): number {
  const at = lowerBound(index.tileStartMs, startMs);
  return index.tileStartMs[at] === startMs ? at : -1;
}

/** Keys with the most events first; ties in order of appearance. */
export function keysByCount(trace: Trace): readonly number[] {
  return trace.keys.map((_, i) => i).sort((a, b) => (trace.keyEvents[b] ?? 0) - (trace.keyEvents[a] ?? 0) || a - b);
}
