import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { AnyAggregator } from "../operations.ts";
import { frequentItemKind, frequentItemKindOf, type Item } from "./frequent-item-kind.ts";
import { EMPTY_FLAGS, frequentItemsFromBytes, frequentItemsToBytes } from "./frequent-items-bytes.ts";
import { FrequentItemsSketch } from "./frequent-items-sketch.ts";

/** Counters fill three quarters of the table, and a purge drops about half of them: about k stay. */
const SHARE_KEPT = 0.5 * 0.75;

/** Lg of the sketch's size: the next power of two from k / 0.375, at least 2. */
function lgSketchSize(k: number): number {
  const size = Math.ceil(k / SHARE_KEPT);
  return size > 1 ? 32 - Math.clz32(size - 1) : 1;
}

/**
 * APPROX_FREQUENT_K and APPROX_HEAVY_HITTERS_K of the Zipline fork: a frequent-items sketch from the first value on, cut
 * to the `k` largest estimates. Exact while there are fewer different items than three quarters of its size. The IR is
 * one byte for the kind of items and the sketch as the fork's library stores it.
 */
export function createFrequentItems(
  inputType: DataType,
  k: number,
  without: "false-positives" | "false-negatives",
): AnyAggregator {
  const kind = frequentItemKind(inputType);
  const update = (ir: unknown, input: Value): unknown => {
    (ir as FrequentItemsSketch<Item>).add(input as Item, 1);
    return ir;
  };
  const toBytes = (ir: unknown): Uint8Array =>
    frequentItemsToBytes(ir as FrequentItemsSketch<Item>, kind, EMPTY_FLAGS.fork);
  return {
    irType: "binary",
    outputType: { map: "long" },
    prepare: (input) => update(new FrequentItemsSketch<Item>(kind.hashCode, lgSketchSize(k)), input),
    update,
    merge(left, right) {
      (left as FrequentItemsSketch<Item>).merge(right as FrequentItemsSketch<Item>);
      return left;
    },
    finalize(ir): Value {
      const rows = (ir as FrequentItemsSketch<Item>).frequentItems(without).slice(0, Math.max(k, 0));
      return new Map(rows.map(({ item, estimate }) => [kind.text(item), estimate]));
    },
    clone: (ir) => frequentItemsFromBytes(toBytes(ir), kind),
    normalize: (ir) => Uint8Array.of(kind.typeByte, ...toBytes(ir)),
    denormalize(stored) {
      const bytes = stored as Uint8Array;
      return frequentItemsFromBytes(bytes.subarray(1), frequentItemKindOf(bytes[0]));
    },
  };
}
