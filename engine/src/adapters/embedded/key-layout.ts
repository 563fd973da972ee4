import { TilescopeError } from "../../errors.ts";

/**
 * Keys of the stored entries. lmdb orders them byte by byte, so each part is written to keep its order:
 *
 * - text and bytes: two bytes of length, big endian, then the bytes (so that no key is a prefix of another's)
 * - times, signed 64 bits: sign bit flipped, big endian
 * - counters, unsigned 64 bits: big endian
 *
 * | entry | key |
 * |---|---|
 * | value | dataset, key, time, kind (0 appended, 1 tile, 2 appended with a version), sequence, tile size or version |
 * | record | topic, partition, offset |
 * | checkpoint | job, id |
 */
export function sized(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(2 + bytes.length);
  out[0] = bytes.length >>> 8;
  out[1] = bytes.length;
  out.set(bytes, 2);
  return out;
}

export const KIND_APPENDED = 0;
export const KIND_TILE = 1;
export const KIND_VERSIONED = 2;
/** Time, kind and number behind the prefix of a value's key. */
const VALUE_SUFFIX = 17;

/** Dataset and key: what all values of one key begin with. */
export function valuePrefix(dataset: Uint8Array, keyBytes: Uint8Array): Uint8Array {
  return joined([sized(dataset), sized(keyBytes)]);
}

/** Minus infinity is below all times. */
export function valueKey(prefix: Uint8Array, timeMs: number, kind: number, number: number): Uint8Array {
  const key = new Uint8Array(prefix.length + VALUE_SUFFIX);
  key.set(prefix);
  const view = new DataView(key.buffer);
  if (timeMs !== Number.NEGATIVE_INFINITY) view.setBigUint64(prefix.length, BigInt(timeMs) + (1n << 63n));
  key[prefix.length + 8] = kind;
  writeCounter(key, prefix.length + 9, number);
  return key;
}

export function readValueKey(key: Uint8Array): { timeMs: number; kind: number; number: number } {
  const at = key.length - VALUE_SUFFIX;
  const view = new DataView(key.buffer, key.byteOffset + at, VALUE_SUFFIX);
  return {
    timeMs: Number(view.getBigUint64(0) - (1n << 63n)),
    kind: view.getUint8(8),
    number: readCounter(key, at + 9),
  };
}

/** Topic and partition: what all records of one partition begin with. */
export function partitionKey(topic: Uint8Array, partition: number): Uint8Array {
  const key = joined([sized(topic), new Uint8Array(4)]);
  new DataView(key.buffer).setUint32(key.length - 4, partition);
  return key;
}

/** A counter behind a prefix: offsets of records, ids of checkpoints. */
export function counterKey(prefix: Uint8Array, number: number): Uint8Array {
  const key = new Uint8Array(prefix.length + 8);
  key.set(prefix);
  writeCounter(key, prefix.length, number);
  return key;
}

export const counterOfKey = (key: Uint8Array): number => readCounter(key, key.length - 8);

/** The first key behind all that begin with `prefix`. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const end = prefix.slice();
  for (let i = end.length - 1; i >= 0; i--) {
    const byte = (end[i] ?? 0) + 1;
    end[i] = byte;
    if (byte < 256) return end.subarray(0, i + 1);
  }
  throw new TilescopeError("embedded/bad-key", "Nothing sorts after this prefix");
}

/** Eight bytes of a counter on its own, as a stored value. */
export function counterBytes(number: number): Uint8Array {
  return counterKey(new Uint8Array(0), number);
}

function writeCounter(bytes: Uint8Array, at: number, number: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(at, Math.floor(number / 2 ** 32));
  view.setUint32(at + 4, number >>> 0);
}

function readCounter(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
