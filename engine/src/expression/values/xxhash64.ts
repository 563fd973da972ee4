import type { Long } from "../../schema/value.ts";

const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => wrap((value << bits) | (value >> (64n - bits)));

const round = (accumulator: bigint, word: bigint): bigint =>
  wrap(rotate(wrap(accumulator + wrap(word * PRIME_2)), 31n) * PRIME_1);

const merge = (hash: bigint, accumulator: bigint): bigint => wrap((hash ^ round(0n, accumulator)) * PRIME_1 + PRIME_4);

const mixLong = (hash: bigint, word: bigint): bigint => wrap(rotate(hash ^ round(0n, word), 27n) * PRIME_1 + PRIME_4);

const mixInt = (hash: bigint, word: bigint): bigint =>
  wrap(rotate(hash ^ wrap(word * PRIME_1), 23n) * PRIME_2 + PRIME_3);

function finish(hash: bigint): bigint {
  let value = wrap((hash ^ (hash >> 33n)) * PRIME_2);
  value = wrap((value ^ (value >> 29n)) * PRIME_3);
  return value ^ (value >> 32n);
}

/** XXH64 of a 32-bit integer; hashes and seeds are unsigned. */
export const xxhashInt = (value: number, seed: bigint): bigint =>
  finish(mixInt(wrap(seed + PRIME_5 + 4n), BigInt(value >>> 0)));

/** XXH64 of a 64-bit integer. */
export const xxhashLong = (value: Long, seed: bigint): bigint =>
  finish(mixLong(wrap(seed + PRIME_5 + 8n), wrap(BigInt(value))));

/** XXH64 of bytes. */
export function xxhashBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    let v1 = wrap(seed + PRIME_1 + PRIME_2);
    let v2 = wrap(seed + PRIME_2);
    let v3 = seed;
    let v4 = wrap(seed - PRIME_1);
    for (; at <= length - 32; at += 32) {
      v1 = round(v1, view.getBigUint64(at, true));
      v2 = round(v2, view.getBigUint64(at + 8, true));
      v3 = round(v3, view.getBigUint64(at + 16, true));
      v4 = round(v4, view.getBigUint64(at + 24, true));
    }
    hash = wrap(rotate(v1, 1n) + rotate(v2, 7n) + rotate(v3, 12n) + rotate(v4, 18n));
    for (const accumulator of [v1, v2, v3, v4]) hash = merge(hash, accumulator);
  } else hash = wrap(seed + PRIME_5);
  hash = wrap(hash + BigInt(length));
  for (; at + 8 <= length; at += 8) hash = mixLong(hash, view.getBigUint64(at, true));
  if (at + 4 <= length) {
    hash = mixInt(hash, BigInt(view.getUint32(at, true)));
    at += 4;
  }
  for (; at < length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at] ?? 0) * PRIME_5), 11n) * PRIME_1);
  return finish(hash);
}
