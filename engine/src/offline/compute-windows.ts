import type { ColumnAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import type { FeatureSet, TimedRow } from "../serving/feature-set.ts";
import { roundToHop } from "../time/hop.ts";
import { DAILY_RESOLUTION, FIVE_MINUTE_RESOLUTION, type Resolution } from "../time/resolution.ts";
import { cumulate } from "./cumulate.ts";
import { HopRange } from "./hop-range.ts";
import { buildHops, type HopSeries } from "./hops.ts";

/** `temporal`: heads exact to the ms. `snapshot`: as of the midnight (UTC) at or before the query. */
export type WindowMode = "temporal" | "snapshot";

/**
 * The features of one key at each query time, point in time: a row counts when `start <= time < query`, its start being
 * `query - window` rounded down to the tail hop. Rows may come in any order and their order is kept where it matters
 * (values of one ms). Hops of 1 d, 1 h and 5 min are aggregated once and shared by all queries; rows of the last
 * five minutes before a query are added one by one.
 *
 * One IR per query, in the order of `queryTimesMs`; none of them shares state with another. Throws
 * `time/not-whole-days` for a window in hours in snapshot mode, `offline/element-wise` for an element-wise aggregation.
 */
export function computeWindows(
  set: FeatureSet,
  rows: Iterable<TimedRow>,
  queryTimesMs: readonly number[],
  mode: WindowMode,
): RowIr[] {
  const elementWise = set.features.find((feature) => feature.part.elementWise);
  if (elementWise !== undefined)
    throw new TilescopeError(
      "offline/element-wise",
      `${elementWise.name} is element-wise, which windows do not support`,
    );
  const resolution = mode === "temporal" ? FIVE_MINUTE_RESOLUTION : DAILY_RESOLUTION;
  const tailHops = set.features.map(({ part }) => resolution.hopSizesMs.indexOf(resolution.tailHopMs(part.window)));
  const times = [...new Set(queryTimesMs)].sort((left, right) => left - right);
  const firstMs = times[0];
  if (firstMs === undefined) return [];

  const kept = Array.isArray(rows) ? (rows as readonly TimedRow[]) : [...rows];
  const hops = buildHops(set, resolution.hopSizesMs, (feature) => tailHops[feature] as number, kept, firstMs);
  const headMs = resolution.hopSizesMs.at(-1) as number;
  const heads = [...new Set(times.map((timeMs) => roundToHop(timeMs, headMs)))];
  const atHeads = new Map(hopIrs(set, resolution, tailHops, hops, heads).map((ir, i) => [heads[i], ir]));
  const results =
    mode === "temporal"
      ? cumulate(set, kept, times, headMs, (head) => atHeads.get(head) ?? set.windowedAggregator.init())
      : new Map(times.map((timeMs) => [timeMs, atHeads.get(roundToHop(timeMs, headMs))]));

  const given = new Set<number>();
  return queryTimesMs.map((timeMs) => {
    const ir = results.get(timeMs) ?? set.windowedAggregator.init();
    const shared = mode === "snapshot" || given.has(timeMs);
    given.add(timeMs);
    return shared ? set.windowedAggregator.clone(ir) : ir;
  });
}

/** At each head (ascending, multiples of the smallest hop): everything from the window's start to the head, by hops. */
function hopIrs(
  set: FeatureSet,
  resolution: Resolution,
  tailHops: readonly number[],
  hops: readonly HopSeries[],
  heads: readonly number[],
): RowIr[] {
  const columns = set.windowedAggregator.columns;
  const ranges = set.features.map(({ baseIndex }, i) =>
    hops.map((series) => new HopRange(series, columns[i] as ColumnAggregator, baseIndex)),
  );
  return heads.map((head) =>
    set.features.map(({ windowMs }, i) => {
      const column = columns[i] as ColumnAggregator;
      const tail = tailHops[i] as number;
      let startMs =
        windowMs === Number.POSITIVE_INFINITY
          ? Number.NEGATIVE_INFINITY
          : roundToHop(head - windowMs, resolution.hopSizesMs[tail] as number);
      let ir: unknown = null;
      for (let size = tail; size < hops.length; size++) {
        const endMs = roundToHop(head, resolution.hopSizesMs[size] as number);
        ir = column.merge(ir, ranges[i]?.[size]?.merged(startMs, endMs) ?? null);
        startMs = endMs;
      }
      return ir;
    }),
  );
}
