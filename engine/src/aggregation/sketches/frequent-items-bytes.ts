import { TilescopeError } from "../../errors.ts";
import type { FrequentItemKind, Item } from "./frequent-item-kind.ts";
import { FrequentItemsSketch } from "./frequent-items-sketch.ts";
import { getLong, setLong } from "./long-bytes.ts";

// Layout of ItemsSketch in sketches-core 0.13.4, little endian: preamble size in longs, version, family, lg of the
// greatest and of the present table length, flags, unused; when not empty also the number of items (int), unused, the
// weight, the offset, then the counters as longs, then the items.
const EMPTY_PREAMBLE = 1;
const PREAMBLE = 4;
const VERSION = 1;
const FAMILY = 10;
const IS_EMPTY = 4;
/** Flags of an empty sketch: of Chronon's library, and of the Zipline fork's later one. Each reads both. */
export const EMPTY_FLAGS = { chronon: IS_EMPTY, fork: 5 } as const;
const COUNTERS_AT = 8 * PREAMBLE;
const LARGEST_LG_LENGTH = 30;

/** The stored form of a sketch. One without items loses its weight and offset, as in the reference. */
export function frequentItemsToBytes(
  sketch: FrequentItemsSketch<Item>,
  kind: FrequentItemKind,
  emptyFlags: number = EMPTY_FLAGS.chronon,
): Uint8Array {
  const counters = [...sketch.counters()];
  const isEmpty = counters.length === 0;
  const items = kind.toBytes(counters.map(([item]) => item));
  const itemsAt = isEmpty ? 8 : COUNTERS_AT + 8 * counters.length;
  const bytes = new Uint8Array(itemsAt + items.length);
  const preamble = [isEmpty ? EMPTY_PREAMBLE : PREAMBLE, VERSION, FAMILY, sketch.lgMaxLength, sketch.lgLength];
  bytes.set(preamble);
  bytes[5] = isEmpty ? emptyFlags : 0;
  if (isEmpty) return bytes;
  const view = new DataView(bytes.buffer);
  view.setInt32(8, counters.length, true);
  setLong(view, 16, sketch.weight);
  setLong(view, 24, sketch.offset);
  counters.forEach(([, count], i) => {
    setLong(view, COUNTERS_AT + 8 * i, count);
  });
  bytes.set(items, itemsAt);
  return bytes;
}

function refuse(reason: string): never {
  throw new TilescopeError("aggregation/bad-sketch", `The frequent-items sketch is broken: ${reason}.`);
}

/** Reads the stored form. Throws `aggregation/bad-sketch` when the bytes are not such a sketch. */
export function frequentItemsFromBytes(bytes: Uint8Array, kind: FrequentItemKind): FrequentItemsSketch<Item> {
  const [preamble, version, family, lgMaxLength = 0, lgLength = 0, flags = 0] = bytes;
  if (bytes.length < 8) refuse("it is cut off");
  if (family !== FAMILY || version !== VERSION) refuse("it is of another kind or version");
  if (lgMaxLength > LARGEST_LG_LENGTH || lgLength > lgMaxLength) refuse("its table is too long");
  const isEmpty = (flags & IS_EMPTY) !== 0;
  if (preamble !== (isEmpty ? EMPTY_PREAMBLE : PREAMBLE)) refuse("its preamble is wrong");
  if (isEmpty) return new FrequentItemsSketch<Item>(kind.hashCode, lgMaxLength);

  if (bytes.length < COUNTERS_AT) refuse("it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(8, true);
  const itemsAt = COUNTERS_AT + 8 * count;
  if (bytes.length < itemsAt) refuse("its counters are cut off");
  if (count > 2 ** lgLength * 0.75) refuse("it holds more items than its table");
  const sketch = new FrequentItemsSketch<Item>(kind.hashCode, lgMaxLength, lgLength);
  kind.fromBytes(bytes.subarray(itemsAt), count).forEach((item, i) => {
    sketch.add(item, Number(getLong(view, COUNTERS_AT + 8 * i)));
  });
  sketch.restore(Number(getLong(view, 16)), Number(getLong(view, 24)));
  return sketch;
}
