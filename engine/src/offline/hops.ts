import type { ColumnAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import type { FeatureSet, TimedRow } from "../serving/feature-set.ts";
import { roundToHop } from "../time/hop.ts";

/** Un-windowed IRs of all hops of one size, ascending in time. Hops without a row are absent. */
export interface HopSeries {
  readonly hopMs: number;
  readonly startsMs: readonly number[];
  readonly irs: readonly RowIr[];
}

/** How far each feature's hops reach: index of the hop size that its tail moves by, largest size first. */
export type TailHopIndex = (feature: number) => number;

/**
 * Cuts rows into hops of each size, for queries from `minQueryMs` on. A base column is aggregated only into the sizes
 * that a window of it uses: its tail hop and everything smaller. Rows that no query can reach are left out.
 */
export function buildHops(
  set: FeatureSet,
  hopSizesMs: readonly number[],
  tailHopIndex: TailHopIndex,
  rows: Iterable<TimedRow>,
  minQueryMs: number,
): HopSeries[] {
  const columns = set.baseAggregator.columns;
  const used = usedColumns(set, hopSizesMs, tailHopIndex);
  const firstMs = hopSizesMs.map((_hopMs, size) => firstTime(set, hopSizesMs, tailHopIndex, size, minQueryMs));
  const hops = hopSizesMs.map(() => new Map<number, RowIr>());
  const latest = hopSizesMs.map(() => ({ startMs: Number.NaN, ir: [] as RowIr }));

  for (const { timeMs, row } of rows) {
    for (let size = 0; size < hopSizesMs.length; size++) {
      const usedHere = used[size] as readonly number[];
      if (usedHere.length === 0 || timeMs < (firstMs[size] as number)) continue;
      const startMs = roundToHop(timeMs, hopSizesMs[size] as number);
      // Rows mostly come in order: the hop of the row before is usually the one.
      let hop = latest[size] as { startMs: number; ir: RowIr };
      if (hop.startMs !== startMs) {
        const sameSize = hops[size] as Map<number, RowIr>;
        hop = { startMs, ir: sameSize.get(startMs) ?? set.baseAggregator.init() };
        sameSize.set(startMs, hop.ir);
        latest[size] = hop;
      }
      for (const i of usedHere) hop.ir[i] = (columns[i] as ColumnAggregator).update(hop.ir[i], row, timeMs);
    }
  }
  return hopSizesMs.map((hopMs, size) => series(hopMs, hops[size] as Map<number, RowIr>));
}

/** By hop size: base columns of which some window moves by this size or a larger one. */
function usedColumns(set: FeatureSet, hopSizesMs: readonly number[], tailHopIndex: TailHopIndex): number[][] {
  return hopSizesMs.map((_hopMs, size) => {
    const used = set.features.filter((_feature, i) => tailHopIndex(i) <= size).map((feature) => feature.baseIndex);
    return [...new Set(used)];
  });
}

/** The earliest row that a hop of this size can owe to a query at or after `minQueryMs`. */
function firstTime(
  set: FeatureSet,
  hopSizesMs: readonly number[],
  tailHopIndex: TailHopIndex,
  size: number,
  minQueryMs: number,
): number {
  const hopMs = hopSizesMs[size] as number;
  const largerMs = hopSizesMs[size - 1];
  const needed = set.features.map(({ windowMs }, i) => {
    const tail = tailHopIndex(i);
    if (tail === size)
      return windowMs === Number.POSITIVE_INFINITY ? -windowMs : roundToHop(minQueryMs - windowMs, hopMs);
    return tail < size && largerMs !== undefined ? roundToHop(minQueryMs, largerMs) : Number.POSITIVE_INFINITY;
  });
  return Math.min(...needed, Number.POSITIVE_INFINITY);
}

function series(hopMs: number, hops: ReadonlyMap<number, RowIr>): HopSeries {
  const ordered = [...hops].sort(([left], [right]) => left - right);
  return { hopMs, startsMs: ordered.map(([startMs]) => startMs), irs: ordered.map(([, ir]) => ir) };
}
