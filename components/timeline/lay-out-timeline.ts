import type { Series } from "../playback/engine.ts";
import { watermarkAt } from "../playback/playhead.ts";
import type { Zone } from "../playback/time-text.ts";
import type { Detail, PerFate } from "./detail.ts";
import type { KeyIndex } from "./key-index.ts";
import type { Lanes, TimelineWindow } from "./lanes.ts";
import { type EventMarks, layOutArrivals, layOutEvents } from "./lay-out-events.ts";
import { layOutSeries, type SeriesMarks } from "./lay-out-series.ts";
import { layOutTiles, type TileBins, type TileMarks } from "./lay-out-tiles.ts";
import { layOutWindows, type WindowMark } from "./lay-out-windows.ts";
import { type Tick, timeTicks } from "./ticks.ts";
import { msPerPixel, type TimeScale, xOf } from "./time-scale.ts";

export interface TimelineInput {
  readonly index: KeyIndex;
  readonly scale: TimeScale;
  readonly lanes: Lanes;
  readonly detail: Detail;
  /** Last step taken; -1 before the first. */
  readonly step: number;
  readonly clockMs: number;
  readonly queryMs: number;
  readonly windows: readonly TimelineWindow[];
  /** The window whose tiles stand out: an index into `windows`. */
  readonly focus: number;
  /** Values over time by feature, where they are known. */
  readonly series: ReadonlyMap<string, Series>;
  /** End of the batch part, if there is one. */
  readonly batchEndMs: number | null;
  readonly zone: Zone;
}

/** Everything that is drawn at one moment, in pixels. Plain data. */
export interface TimelineLayout {
  readonly scale: TimeScale;
  readonly lanes: Lanes;
  readonly step: number;
  readonly ticks: readonly (Tick & { readonly x: number })[];
  readonly windows: readonly WindowMark[];
  readonly focus: number;
  readonly arrivals: PerFate<EventMarks>;
  readonly events: PerFate<EventMarks>;
  readonly tiles: TileMarks | TileBins;
  readonly series: readonly SeriesMarks[];
  readonly clockX: number;
  readonly queryX: number;
  /** -Infinity before the first watermark. */
  readonly watermarkX: number;
  readonly batchX: number | null;
  readonly zone: Zone;
}

const TICK_PX = 88;

/** The picture of one key at one clock time. Pure: the same input gives the same marks. */
export function layOutTimeline(input: TimelineInput): TimelineLayout {
  const { index, scale, lanes, detail, step, queryMs, zone } = input;
  const windows = layOutWindows(input.windows, lanes.windowsY, scale, queryMs, zone);
  const focused = windows[input.focus];
  const read = focused === undefined ? null : { fromMs: focused.tailFromMs, toMs: focused.toMs };
  const watermarkMs = watermarkAt(index.trace, step);
  const batchEndMs = input.batchEndMs;
  // A point of a series stands for the time until the next one, so the last one drawn may lie a pixel ahead.
  const untilMs = input.clockMs + msPerPixel(scale) / 2;
  return {
    scale,
    lanes,
    step,
    ticks: timeTicks(scale, Math.max(2, Math.floor((scale.right - scale.left) / TICK_PX)), zone).map((tick) => ({
      ...tick,
      x: xOf(scale, tick.ms),
    })),
    windows,
    focus: input.focus,
    arrivals: layOutArrivals(index, scale, step, detail),
    events: layOutEvents(index, scale, step, detail),
    tiles: layOutTiles(index, scale, step, detail, read),
    series: lanes.series.flatMap((lane) => {
      const series = input.series.get(lane.feature);
      return series === undefined ? [] : [layOutSeries(series, lane, scale, untilMs)];
    }),
    clockX: xOf(scale, input.clockMs),
    queryX: xOf(scale, queryMs),
    watermarkX: xOf(scale, watermarkMs),
    batchX: batchEndMs === null ? null : xOf(scale, batchEndMs),
    zone,
  };
}
