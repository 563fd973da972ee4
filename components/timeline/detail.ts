import { lowerBound, upperBound } from "../playback/playhead.ts";
import type { EventColumn } from "./event-column.ts";
import type { KeyIndex } from "./key-index.ts";
import { msPerPixel, type TimeScale } from "./time-scale.ts";

/** Marks of one kind beyond which they merge into columns of pixels. */
export const MOST_MARKS = 1_000;
/** Tiles narrower than this merge into columns of pixels. */
export const NARROWEST_TILE_PX = 3;

export type PerFate<T> = readonly [T, T, T];

/** Which marks are drawn one by one. */
export interface Detail {
  readonly events: PerFate<boolean>;
  readonly arrivals: PerFate<boolean>;
  readonly tiles: boolean;
}

function few(column: EventColumn, scale: TimeScale): boolean {
  const { timesMs } = column;
  return upperBound(timesMs, scale.toMs) - lowerBound(timesMs, scale.fromMs) <= MOST_MARKS;
}

/** Decided by the whole run, not by the clock, so that nothing changes its form while playing. */
export function chooseDetail(index: KeyIndex, scale: TimeScale): Detail {
  const perFate = (columns: PerFate<EventColumn>): PerFate<boolean> => [
    few(columns[0], scale),
    few(columns[1], scale),
    few(columns[2], scale),
  ];
  return {
    events: perFate(index.byEventTime),
    arrivals: perFate(index.byArrival),
    tiles: index.trace.tileSizeMs / msPerPixel(scale) >= NARROWEST_TILE_PX,
  };
}
