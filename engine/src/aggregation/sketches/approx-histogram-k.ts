import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { Compatibility } from "../../serving/compatibility.ts";
import type { AnyAggregator } from "../operations.ts";
import { type ApproxHistogram, approxHistogramFromBytes, approxHistogramToBytes } from "./approx-histogram-bytes.ts";
import { frequentItemKind, type Item } from "./frequent-item-kind.ts";
import { frequentItemsFromBytes, frequentItemsToBytes } from "./frequent-items-bytes.ts";
import { FrequentItemsSketch } from "./frequent-items-sketch.ts";
import { ItemCounts } from "./item-counts.ts";

/** Lg of the sketch's size: the next power of two from k, at least 2. */
const lgSketchSize = (k: number): number => (k > 1 ? 32 - Math.clz32(k - 1) : 1);

/**
 * APPROX_HISTOGRAM_K: exact counts while there are at most `k` distinct items, after that a frequent-items sketch that
 * lists no false positives, cut to `k` items; so it can come out empty. With `"chronon"` merging exact counts with a
 * sketch on the right adds the counts to that very sketch and returns it; otherwise to a copy (SPEC A13).
 */
export function createApproxHistogramK(
  inputType: DataType,
  k: number,
  compatibility: Compatibility = "strict",
): AnyAggregator {
  const changesRight = compatibility === "chronon";
  const kind = frequentItemKind(inputType);

  /** The counts, or once they are more than k, the sketch of them. */
  const bounded = (counts: ItemCounts): ApproxHistogram => {
    if (counts.size <= k) return { counts };
    const sketch = new FrequentItemsSketch<Item>(kind.hashCode, lgSketchSize(k));
    return addCounts(sketch, counts);
  };

  const addCounts = (sketch: FrequentItemsSketch<Item>, counts: ItemCounts): ApproxHistogram => {
    for (const { item, count } of counts.entries()) sketch.add(item, count);
    return { sketch };
  };

  const mergeCounts = (left: ItemCounts, right: ItemCounts): ApproxHistogram => {
    const counts = ItemCounts.empty(kind);
    for (const { item, count } of left.entries()) counts.add(item, count);
    for (const { item, count } of right.entries()) counts.add(item, count);
    return bounded(counts);
  };

  return {
    irType: "binary",
    outputType: { map: "long" },
    changesRight,
    prepare(input): ApproxHistogram {
      const counts = ItemCounts.empty(kind);
      counts.add(input as Item, 1);
      return { counts };
    },
    update(ir, input) {
      const histogram = ir as ApproxHistogram;
      if (histogram.sketch !== undefined) {
        histogram.sketch.add(input as Item, 1);
        return histogram;
      }
      histogram.counts.add(input as Item, 1);
      return histogram.counts.size > k ? bounded(histogram.counts) : histogram;
    },
    merge(left, right): ApproxHistogram {
      const a = left as ApproxHistogram;
      const b = right as ApproxHistogram;
      if (a.sketch === undefined)
        return b.sketch === undefined
          ? mergeCounts(a.counts, b.counts)
          : addCounts(changesRight ? b.sketch : b.sketch.copy(), a.counts);
      if (b.sketch === undefined) return addCounts(a.sketch, b.counts);
      a.sketch.merge(b.sketch);
      return a;
    },
    finalize(ir): Value {
      const { counts, sketch } = ir as ApproxHistogram;
      if (sketch === undefined) return new Map(counts.entries().map(({ item, count }) => [kind.text(item), count]));
      const rows = sketch.frequentItems("false-positives").slice(0, Math.max(k, 0));
      return new Map(rows.map((row) => [kind.text(row.item), row.estimate]));
    },
    clone(ir): ApproxHistogram {
      const { counts, sketch } = ir as ApproxHistogram;
      if (sketch === undefined) return { counts: counts.copy() };
      return { sketch: frequentItemsFromBytes(frequentItemsToBytes(sketch, kind), kind) };
    },
    normalize: (ir) => approxHistogramToBytes(ir as ApproxHistogram, kind),
    denormalize: (stored) => approxHistogramFromBytes(stored as Uint8Array),
  };
}
