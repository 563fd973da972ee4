import { TilescopeError } from "../../errors.ts";
import { type FrequentItemKind, frequentItemKindOf, type Item } from "./frequent-item-kind.ts";
import { frequentItemsFromBytes, frequentItemsToBytes } from "./frequent-items-bytes.ts";
import type { FrequentItemsSketch } from "./frequent-items-sketch.ts";
import { ItemCounts } from "./item-counts.ts";
import { getLong, setLong } from "./long-bytes.ts";

/** The IR of APPROX_HISTOGRAM_K: exact counts, or a sketch once they are too many. */
export type ApproxHistogram =
  | { readonly counts: ItemCounts; readonly sketch?: undefined }
  | { readonly sketch: FrequentItemsSketch<Item>; readonly counts?: undefined };

// The reference stores this IR as a Java serialisation of its classes. Here, little endian: whether it is a sketch, the
// kind of items, then either the sketch as the reference stores it, or the number of items as int, the counts as longs
// and the items in the order of the map.
const IS_EXACT = 0;
const IS_SKETCH = 1;
const SIZE_AT = 2;
const COUNTS_AT = 6;

export function approxHistogramToBytes({ counts, sketch }: ApproxHistogram, kind: FrequentItemKind): Uint8Array {
  if (sketch !== undefined) return Uint8Array.of(IS_SKETCH, kind.typeByte, ...frequentItemsToBytes(sketch, kind));
  const entries = counts.entries();
  const items = kind.toBytes(entries.map(({ item }) => item));
  const itemsAt = COUNTS_AT + 8 * entries.length;
  const bytes = new Uint8Array(itemsAt + items.length);
  const view = new DataView(bytes.buffer);
  bytes.set([IS_EXACT, kind.typeByte]);
  view.setUint32(SIZE_AT, entries.length, true);
  entries.forEach(({ count }, i) => {
    setLong(view, COUNTS_AT + 8 * i, count);
  });
  bytes.set(items, itemsAt);
  return bytes;
}

/** Reads the stored form. Throws `aggregation/bad-sketch` when the bytes are not such a histogram. */
export function approxHistogramFromBytes(bytes: Uint8Array): ApproxHistogram {
  const kind = frequentItemKindOf(bytes[1]);
  if (bytes[0] === IS_SKETCH) return { sketch: frequentItemsFromBytes(bytes.subarray(2), kind) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = bytes.length < COUNTS_AT ? 0 : view.getUint32(SIZE_AT, true);
  if (bytes[0] !== IS_EXACT || bytes.length < COUNTS_AT + 8 * size)
    throw new TilescopeError("aggregation/bad-sketch", "The stored APPROX_HISTOGRAM_K is broken or cut off.");
  const items = kind.fromBytes(bytes.subarray(COUNTS_AT + 8 * size), size);
  const entries = items.map((item, i) => ({ item, count: Number(getLong(view, COUNTS_AT + 8 * i)) }));
  return { counts: ItemCounts.fromStored(kind, entries) };
}

/** What a stored APPROX_HISTOGRAM_K holds, for people and comparisons. */
export interface OpenedApproxHistogram {
  readonly isApprox: boolean;
  /** Exact counts by the text of the item; `null` when it is a sketch. */
  readonly histogram: ReadonlyMap<string, number> | null;
  /** Kind of items in one byte, and the sketch as the reference stores it; `null` when the counts are exact. */
  readonly sketch: Uint8Array | null;
}

/** Opens a stored APPROX_HISTOGRAM_K. */
export function openApproxHistogram(bytes: Uint8Array): OpenedApproxHistogram {
  const { counts } = approxHistogramFromBytes(bytes);
  if (counts === undefined) return { isApprox: true, histogram: null, sketch: bytes.slice(1) };
  const kind = frequentItemKindOf(bytes[1]);
  const histogram = new Map(counts.entries().map(({ item, count }) => [kind.text(item), count]));
  return { isApprox: false, histogram, sketch: null };
}
