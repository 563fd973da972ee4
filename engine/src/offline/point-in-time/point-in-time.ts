import type { BatchColumn, EventBatch } from "../../aggregation/columnar/event-batch.ts";
import type { FeatureSet } from "../../serving/feature-set.ts";
import type { WindowMode } from "../compute-windows.ts";
import { SlotInputs } from "./feature-kinds.ts";
import { IntervalIndex } from "./interval-index.ts";
import type { QueryBatch } from "./query-batch.ts";
import { rowFeatures, withFeatures } from "./row-features.ts";
import { slotFeatures } from "./slot-features.ts";
import { windowEdges } from "./window-edges.ts";

/**
 * The features of many keys at many times, point in time, by column: what `computeWindows` gives key by key, made for
 * rate. Events and queries come in any order; events of one ms count in the order in which they come. One column per
 * feature, one value per query; read them with `batchValue`.
 *
 * COUNT, SUM, AVERAGE, MIN, MAX of numbers and COUNT, LAST of anything are computed from the slots of an
 * `IntervalIndex`: linear in the events, and n log n in the queries. Integer sums are differences of prefix sums where
 * no sum of a key can pass 2^53, and go the other way where one could. Floating sums are merged without subtraction,
 * since a difference of prefixes would keep the rounding, and the infinities, of all that came before the window.
 * Everything else (other operations, buckets, lists, maps, integers beyond 2^53) goes through `computeWindows`.
 *
 * Throws `time/not-whole-days` for a window in hours in snapshot mode, `offline/element-wise` for an element-wise
 * aggregation, and what a column throws on a row that it refuses.
 */
export function pointInTime(set: FeatureSet, events: EventBatch, queries: QueryBatch, mode: WindowMode): BatchColumn[] {
  const windows = windowEdges(set.features, mode);
  const inputs = new SlotInputs(events, set.baseAggregator.inputSchema);
  const kinds = set.features.map((feature) => inputs.featureOf(feature));
  const slotted = kinds.flatMap((kind, i) => (kind === null ? [] : [{ ...kind, edge: windows.ofFeature[i] ?? 0 }]));
  const others = kinds.flatMap((kind, i) => (kind === null ? [i] : []));
  const fromSlots =
    slotted.length === 0 ? [] : slotFeatures(new IntervalIndex(queries, windows), events, inputs, slotted);
  const fromRows = others.length === 0 ? [] : rowFeatures(withFeatures(set, others), events, queries, mode);
  let slot = 0;
  let row = 0;
  return kinds.map((kind) => (kind === null ? fromRows[row++] : fromSlots[slot++]) ?? { values: [] });
}
