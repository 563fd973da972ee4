import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { Feature } from "../group-by/plan.ts";
import type { StoredBatchIr } from "../tile/index.ts";
import { roundToHop } from "../time/hop.ts";
import { FIVE_MINUTE_HOPS_MS, windowStartMs } from "../time/window.ts";
import type { Compatibility } from "./compatibility.ts";
import type { FeatureSet, TimedRow } from "./feature-set.ts";
import { TAIL_BUFFER_MS } from "./tail-buffer.ts";

/** Un-windowed IRs of one hop, shared by all windows with that hop size. */
export interface TailHop {
  readonly startMs: number;
  readonly ir: RowIr;
}

/** What the batch upload stores for one key: everything before the batch end. Reads never change it. */
export interface BatchIr {
  /** One IR per feature: events that stay inside the window for the whole tail buffer. */
  readonly collapsed: RowIr;
  /** By hop size (1 d, 1 h, 5 min), ascending in time: events that leave the window within the tail buffer. */
  readonly tailHops: readonly (readonly TailHop[])[];
}

/** Where `BatchIr.tailHops` keeps the hops of a size. */
export const hopSizeIndex = (tailHopMs: number): number =>
  (FIVE_MINUTE_HOPS_MS as readonly number[]).indexOf(tailHopMs);

/**
 * The batch part of one key over `rows`, of which those at or after `batchEndMs` are left out. As in Chronon both ends
 * of a window are exclusive here, so an event exactly one window before the batch end is missing (SPEC S2), unless a
 * longer window of the same column brings it into a hop that both share. With `"strict"` windows are as everywhere else:
 * their old end is inclusive and moves in hops, and a hop is collapsed as a whole or not at all.
 */
export function buildBatchIr(
  set: FeatureSet,
  batchEndMs: number,
  rows: Iterable<TimedRow>,
  compatibility: Compatibility = "chronon",
): BatchIr {
  const { features, baseAggregator, windowedAggregator } = set;
  const collapsed = windowedAggregator.init();
  const hops = FIVE_MINUTE_HOPS_MS.map(() => new Map<number, RowIr>());
  const baseCount = baseAggregator.columns.length;
  /** By hop size and base column: the last row that went in, so that windows which share a hop add it once. */
  const lastRow = FIVE_MINUTE_HOPS_MS.map(() => new Int32Array(baseCount).fill(-1));
  const hopIndex = features.map((feature) => hopSizeIndex(feature.tailHopMs));
  const partOf = features.map((feature) =>
    (compatibility === "strict" ? strictPart : partAsChronon)(feature, batchEndMs),
  );

  let index = 0;
  for (const { timeMs, row } of rows) {
    index++;
    if (timeMs >= batchEndMs) continue;
    for (const [i, feature] of features.entries()) {
      const part = partOf[i]?.(timeMs);
      if (part === "outside") continue;
      if (part === "collapsed") {
        collapsed[i] = windowedAggregator.columns[i]?.update(collapsed[i], row, timeMs);
        continue;
      }
      const added = lastRow[hopIndex[i] ?? 0];
      if (added === undefined || added[feature.baseIndex] === index) continue;
      added[feature.baseIndex] = index;
      const sameSize = hops[hopIndex[i] ?? 0] ?? new Map<number, RowIr>();
      const startMs = roundToHop(timeMs, feature.tailHopMs);
      const ir = sameSize.get(startMs) ?? baseAggregator.init();
      sameSize.set(startMs, ir);
      ir[feature.baseIndex] = baseAggregator.columns[feature.baseIndex]?.update(ir[feature.baseIndex], row, timeMs);
    }
  }
  return { collapsed, tailHops: hops.map(inTimeOrder) };
}

/** Where an event before the batch end goes, for one window. */
type PartOf = (timeMs: number) => "outside" | "tail" | "collapsed";

function partAsChronon({ windowMs }: Feature, batchEndMs: number): PartOf {
  const oldEndMs = batchEndMs - windowMs;
  return (timeMs) => (timeMs <= oldEndMs ? "outside" : timeMs < oldEndMs + TAIL_BUFFER_MS ? "tail" : "collapsed");
}

function strictPart({ windowMs, tailHopMs }: Feature, batchEndMs: number): PartOf {
  const startMs = windowStartMs(batchEndMs, windowMs, tailHopMs);
  const tailEndMs = batchEndMs - windowMs + TAIL_BUFFER_MS;
  return (timeMs) => (timeMs < startMs ? "outside" : roundToHop(timeMs, tailHopMs) < tailEndMs ? "tail" : "collapsed");
}

/** The form in which a batch IR is stored. */
export function normalizeBatchIr({ windowedAggregator, baseAggregator }: FeatureSet, batch: BatchIr): StoredBatchIr {
  return {
    collapsed: windowedAggregator.normalize(batch.collapsed),
    tailHops: batch.tailHops.map((hops) =>
      hops.map(({ startMs, ir }) => ({ startMs, ir: baseAggregator.normalize(ir) })),
    ),
  };
}

/** The inverse of `normalizeBatchIr`. */
export function denormalizeBatchIr({ windowedAggregator, baseAggregator }: FeatureSet, stored: StoredBatchIr): BatchIr {
  return {
    collapsed: windowedAggregator.denormalize(stored.collapsed),
    tailHops: stored.tailHops.map((hops) =>
      hops.map(({ startMs, ir }) => ({ startMs, ir: baseAggregator.denormalize(ir) })),
    ),
  };
}

function inTimeOrder(hops: ReadonlyMap<number, RowIr>): TailHop[] {
  return [...hops].map(([startMs, ir]) => ({ startMs, ir })).sort((left, right) => left.startMs - right.startMs);
}
