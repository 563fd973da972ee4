import type { ColumnAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import type { FeatureSet, TimedRow } from "../serving/feature-set.ts";
import { windowStartMs } from "../time/window.ts";
import { WindowQueue } from "./window-queue.ts";

/** Features that share a window, and so what is in it. */
interface SharedWindow {
  readonly windowMs: number;
  readonly tailHopMs: number;
  readonly features: readonly number[];
  readonly queue: WindowQueue;
}

/**
 * The same features as `computeWindows` in mode `temporal`, for rows and query times that both come in time order: one
 * pass that holds only the rows of the longest window. Yields one IR per query time, which the caller owns. Throws
 * `offline/not-sorted` where a time is smaller than the one before it.
 */
export function* slideWindows(
  set: FeatureSet,
  rows: Iterable<TimedRow>,
  queryTimesMs: Iterable<number>,
): Generator<RowIr, void> {
  const { windowedAggregator } = set;
  const columns = windowedAggregator.columns;
  const windows = sharedWindows(set);
  const unbounded = set.features.flatMap((feature, i) => (feature.windowMs === Number.POSITIVE_INFINITY ? [i] : []));
  const running = windowedAggregator.init();
  const sorted = ascending(rows, (row) => row.timeMs);
  let next = sorted.next();

  for (const queryMs of ascending(queryTimesMs, (timeMs) => timeMs)) {
    const starts = windows.map(({ windowMs, tailHopMs }) => windowStartMs(queryMs, windowMs, tailHopMs));
    for (; !next.done && next.value.timeMs < queryMs; next = sorted.next()) {
      const { timeMs, row } = next.value;
      for (const i of unbounded) running[i] = (columns[i] as ColumnAggregator).update(running[i], row, timeMs);
      for (const [w, { queue }] of windows.entries()) if (timeMs >= (starts[w] as number)) queue.push(next.value);
    }
    const ir = windowedAggregator.clone(running);
    for (const [w, { queue, features }] of windows.entries()) {
      queue.dropBefore(starts[w] as number);
      const irs = queue.irs();
      for (const [i, feature] of features.entries()) ir[feature] = irs[i];
    }
    yield ir;
  }
}

function sharedWindows(set: FeatureSet): SharedWindow[] {
  const lengths = new Set(set.features.map((feature) => feature.windowMs));
  lengths.delete(Number.POSITIVE_INFINITY);
  return [...lengths].map((windowMs) => {
    const features = set.features.flatMap((feature, i) => (feature.windowMs === windowMs ? [i] : []));
    const columns = features.map((i) => set.windowedAggregator.columns[i] as ColumnAggregator);
    const tailHopMs = set.features[features[0] ?? 0]?.tailHopMs ?? 0;
    return { windowMs, tailHopMs, features, queue: new WindowQueue(columns) };
  });
}

function* ascending<T>(items: Iterable<T>, timeOf: (item: T) => number): Generator<T, void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const timeMs = timeOf(item);
    if (timeMs < lastMs) throw new TilescopeError("offline/not-sorted", `${timeMs} comes after ${lastMs}`);
    lastMs = timeMs;
    yield item;
  }
}
