import { TilescopeError } from "../../errors.ts";
import { KLL_M, totalCapacity } from "./kll-capacity.ts";
import { createKllSketch, type KllSketch } from "./kll-sketch.ts";
import { getLong, setLong } from "./long-bytes.ts";

// Layout of KllFloatsSketch in sketches-core 0.13.4, little endian: preamble size in ints, version, family, flags,
// k as short, m, unused; with more than one item also n as long, min k as short, number of levels, unused, where each
// level begins in the reference's array, min, max; then the samples, level by level, level 0 newest first.
const SHORT_PREAMBLE = 2;
const FULL_PREAMBLE = 5;
const VERSION_SINGLE = 2;
const VERSION = 1;
const FAMILY = 15;
const IS_EMPTY = 1;
const IS_LEVEL_ZERO_SORTED = 2;
const IS_SINGLE = 4;
const LEVELS_AT = 20;
const SINGLE_AT = 8;
const MOST_LEVELS = 60;

/** The stored form of a sketch. */
export function kllToBytes(sketch: KllSketch): Uint8Array {
  const { levels, n, retained } = sketch;
  const isSingle = n === 1;
  const isShort = n === 0 || isSingle;
  const samplesAt = isShort ? SINGLE_AT : LEVELS_AT + 4 * levels.length + 8;
  const bytes = new Uint8Array(samplesAt + 4 * retained);
  const view = new DataView(bytes.buffer);
  bytes[0] = isShort ? SHORT_PREAMBLE : FULL_PREAMBLE;
  bytes[1] = isSingle ? VERSION_SINGLE : VERSION;
  bytes[2] = FAMILY;
  bytes[3] =
    (n === 0 ? IS_EMPTY : 0) | (sketch.isLevelZeroSorted ? IS_LEVEL_ZERO_SORTED : 0) | (isSingle ? IS_SINGLE : 0);
  view.setUint16(4, sketch.k, true);
  bytes[6] = KLL_M;
  if (!isShort) {
    setLong(view, 8, n);
    view.setUint16(16, sketch.minK, true);
    bytes[18] = levels.length;
    let begin = sketch.capacity - retained;
    levels.forEach((items, level) => {
      view.setInt32(LEVELS_AT + 4 * level, begin, true);
      begin += items.length;
    });
    view.setFloat32(samplesAt - 8, sketch.min, true);
    view.setFloat32(samplesAt - 4, sketch.max, true);
  }
  let at = samplesAt;
  levels.forEach((items, level) => {
    for (let i = 0; i < items.length; i++, at += 4)
      view.setFloat32(at, items[level === 0 ? items.length - 1 - i : i] ?? 0, true);
  });
  return bytes;
}

function refuse(reason: string): never {
  throw new TilescopeError("aggregation/bad-sketch", `The KLL sketch is broken: ${reason}.`);
}

/** Number of samples of each level, from where the levels begin. */
function levelSizes(view: DataView, levelCount: number, capacity: number): number[] {
  const sizes: number[] = [];
  for (let level = 0; level < levelCount; level++) {
    const begin = view.getInt32(LEVELS_AT + 4 * level, true);
    const end = level + 1 < levelCount ? view.getInt32(LEVELS_AT + 4 * (level + 1), true) : capacity;
    if (begin < 0 || end < begin || end > capacity) refuse("its levels overlap");
    sizes.push(end - begin);
  }
  return sizes;
}

/** Reads the stored form. Throws `aggregation/bad-sketch` when the bytes are not a sketch of floats. */
export function kllFromBytes(bytes: Uint8Array): KllSketch {
  if (bytes.length < SINGLE_AT) refuse("it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint8(3);
  const isEmpty = (flags & IS_EMPTY) !== 0;
  const isSingle = (flags & IS_SINGLE) !== 0;
  if (view.getUint8(2) !== FAMILY || view.getUint8(6) !== KLL_M) refuse("it is of another kind");
  if (view.getUint8(1) !== VERSION && view.getUint8(1) !== VERSION_SINGLE) refuse("its version is unknown");
  if (view.getUint8(0) !== (isEmpty || isSingle ? SHORT_PREAMBLE : FULL_PREAMBLE)) refuse("its preamble is wrong");
  const k = view.getUint16(4, true);
  if (k < KLL_M) refuse("its k is too small");
  const sketch = createKllSketch(k);
  if (isEmpty) return sketch;

  let sizes = [1];
  let at = SINGLE_AT;
  sketch.n = 1;
  if (!isSingle) {
    if (bytes.length < LEVELS_AT) refuse("it is cut off");
    const levelCount = view.getUint8(18);
    at = LEVELS_AT + 4 * levelCount + 8;
    if (levelCount < 1 || levelCount > MOST_LEVELS || bytes.length < at) refuse("its levels are cut off");
    sketch.n = Number(getLong(view, 8));
    sketch.minK = view.getUint16(16, true);
    sketch.capacity = totalCapacity(k, levelCount);
    sizes = levelSizes(view, levelCount, sketch.capacity);
    sketch.min = view.getFloat32(at - 8, true);
    sketch.max = view.getFloat32(at - 4, true);
  }
  sketch.retained = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length < at + 4 * sketch.retained) refuse("its samples are cut off");
  let weight = 0;
  sizes.forEach((size, level) => {
    const items = Array.from({ length: size }, (_, i) => view.getFloat32(at + 4 * i, true));
    sketch.levels[level] = level === 0 ? items.reverse() : items;
    weight += size * 2 ** level;
    at += 4 * size;
  });
  if (weight !== sketch.n) refuse("its samples do not stand for n values");
  if (isSingle) {
    sketch.min = sketch.levels[0]?.[0] ?? Number.NaN;
    sketch.max = sketch.min;
  }
  sketch.isLevelZeroSorted = (flags & IS_LEVEL_ZERO_SORTED) !== 0;
  return sketch;
}
