import { lowerBound, upperBound } from "../playback/playhead.ts";
import type { Detail } from "./detail.ts";
import { type KeyIndex, tileEventsAt, tileOpenAt } from "./key-index.ts";
import { BIN_PX, binCount } from "./lay-out-events.ts";
import { type TimeScale, xOf } from "./time-scale.ts";

/** Tiles one by one, by start; only those that hold an event at the step. */
export interface TileMarks {
  readonly kind: "tiles";
  readonly x: Float32Array;
  /** Of every tile. */
  readonly width: number;
  readonly events: Int32Array;
  readonly open: Uint8Array;
  /** 1 when the tile is read by the window in focus. */
  readonly read: Uint8Array;
  /** Index into `trace.tiles`. */
  readonly tileIndex: Int32Array;
  /** Largest count that a tile in view reaches in the whole run. */
  readonly largest: number;
  /** Where empty tiles begin and how far they reach, when they are wide enough to be drawn. */
  readonly slots: { readonly firstX: number; readonly count: number } | null;
}

/** Tiles counted by column of `BIN_PX` pixels, each at its start (or at the left edge if that is before it). */
export interface TileBins {
  readonly kind: "bins";
  readonly tiles: Uint32Array;
  readonly events: Uint32Array;
  readonly open: Uint32Array;
  /** Largest sum of events that a column reaches in the whole run. */
  readonly largest: number;
}

/** Event time that the window in focus reads, from its hop tail; half open. */
export interface ReadRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const NARROWEST_SLOT_PX = 5;

/** Tiles that hold an event at `step` and overlap the range in view. */
export function layOutTiles(
  index: KeyIndex,
  scale: TimeScale,
  step: number,
  detail: Detail,
  read: ReadRange | null,
): TileMarks | TileBins {
  const { trace, tileStartMs } = index;
  const sizeMs = trace.tileSizeMs;
  const from = upperBound(tileStartMs, scale.fromMs - sizeMs);
  const to = upperBound(tileStartMs, scale.toMs);
  return detail.tiles ? marks(index, scale, step, read, from, to) : bins(index, scale, step, from, to);
}

function marks(
  index: KeyIndex,
  scale: TimeScale,
  step: number,
  read: ReadRange | null,
  from: number,
  to: number,
): TileMarks {
  const { trace } = index;
  const sizeMs = trace.tileSizeMs;
  const width = xOf(scale, sizeMs) - xOf(scale, 0);
  const shown: number[] = [];
  let largest = 1;
  for (let at = from; at < to; at++) {
    largest = Math.max(largest, (index.tileFirst[at + 1] ?? 0) - (index.tileFirst[at] ?? 0));
    if (tileEventsAt(index, at, step) > 0) shown.push(at);
  }
  const startOf = (at: number) => index.tileStartMs[at] ?? 0;
  const firstSlot = Math.floor(scale.fromMs / sizeMs);
  const slots =
    width < NARROWEST_SLOT_PX
      ? null
      : { firstX: xOf(scale, firstSlot * sizeMs), count: Math.ceil(scale.toMs / sizeMs) - firstSlot };
  return {
    kind: "tiles",
    x: Float32Array.from(shown, (at) => xOf(scale, startOf(at))),
    width,
    events: Int32Array.from(shown, (at) => tileEventsAt(index, at, step)),
    open: Uint8Array.from(shown, (at) => (tileOpenAt(trace, index.tiles[at] ?? 0, step) ? 1 : 0)),
    read: Uint8Array.from(shown, (at) =>
      read !== null && startOf(at) >= read.fromMs && startOf(at) < read.toMs ? 1 : 0,
    ),
    tileIndex: Int32Array.from(shown, (at) => index.tiles[at] ?? 0),
    largest,
    slots,
  };
}

function bins(index: KeyIndex, scale: TimeScale, step: number, from: number, to: number): TileBins {
  const columns = binCount(scale);
  const [tiles, events, open] = [new Uint32Array(columns), new Uint32Array(columns), new Uint32Array(columns)];
  let largest = 1;
  let whole = 0;
  let current = -1;
  for (let at = from; at < to; at++) {
    const column = Math.min(
      columns - 1,
      Math.max(0, Math.floor((xOf(scale, index.tileStartMs[at] ?? 0) - scale.left) / BIN_PX)),
    );
    if (column !== current) whole = 0;
    current = column;
    whole += (index.tileFirst[at + 1] ?? 0) - (index.tileFirst[at] ?? 0);
    if (whole > largest) largest = whole;
    const count = tileEventsAt(index, at, step);
    if (count === 0) continue;
    tiles[column] = (tiles[column] ?? 0) + 1;
    events[column] = (events[column] ?? 0) + count;
    if (tileOpenAt(index.trace, index.tiles[at] ?? 0, step)) open[column] = (open[column] ?? 0) + 1;
  }
  return { kind: "bins", tiles, events, open, largest };
}

/** Position among the marks of a tile of the trace, or -1 when it is not drawn. */
export function tileMarkOf(marks: TileMarks, index: KeyIndex, startMs: number): number {
  const at = lowerBound(index.tileStartMs, startMs);
  return index.tileStartMs[at] === startMs ? marks.tileIndex.indexOf(index.tiles[at] ?? -1) : -1;
}
