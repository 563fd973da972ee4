import type { Series } from "../playback/engine.ts";
import { type TimeScale, xOf } from "./time-scale.ts";

/** A feature's value over query time, as far as the clock has come. */
export interface SeriesMarks {
  readonly feature: string;
  readonly top: number;
  readonly bottom: number;
  /** Parallel columns; NaN in y where there is no value. */
  readonly x: Float32Array;
  readonly tiledY: Float32Array;
  readonly exactY: Float32Array;
  /** The values themselves. */
  readonly tiled: Float64Array;
  readonly exact: Float64Array;
  /** Ends of the value axis. */
  readonly least: number;
  readonly largest: number;
}

/** Steps of a value axis that a person reads: 1, 2 or 5 times a power of ten. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

/** Ends of a value axis that holds all values of the series, with some air. */
export function valueAxis(series: Series): { readonly least: number; readonly largest: number } {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const column of [series.tiled, series.exact])
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
  if (least > largest) return { least: 0, largest: 1 };
  if (least === largest)
    return { least: least - Math.max(1, Math.abs(least) / 10), largest: largest + Math.max(1, Math.abs(largest) / 10) };
  const step = niceStep((largest - least) / 4);
  return { least: Math.floor(least / step) * step, largest: Math.ceil(largest / step) * step };
}

/** Points up to `untilMs`: the future of the clock is not drawn. */
export function layOutSeries(
  series: Series,
  lane: { readonly feature: string; readonly top: number; readonly bottom: number },
  scale: TimeScale,
  untilMs: number,
): SeriesMarks {
  const { least, largest } = valueAxis(series);
  let count = 0;
  while (count < series.queryMs.length && (series.queryMs[count] ?? 0) <= untilMs) count++;
  const y = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value)
      ? Number.NaN
      : lane.bottom - ((value - least) / (largest - least)) * (lane.bottom - lane.top);
  return {
    ...lane,
    x: Float32Array.from(series.queryMs.subarray(0, count), (ms) => xOf(scale, ms)),
    tiledY: Float32Array.from(series.tiled.subarray(0, count), y),
    exactY: Float32Array.from(series.exact.subarray(0, count), y),
    tiled: series.tiled.subarray(0, count),
    exact: series.exact.subarray(0, count),
    least,
    largest,
  };
}
