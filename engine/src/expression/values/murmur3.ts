import type { Long } from "../../schema/value.ts";

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function mixWord(word: number): number {
  return Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function mixHash(hash: number, mixed: number): number {
  return (Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let value = hash ^ length;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}

/** Murmur3 of a 32-bit integer. */
export const murmurInt = (value: number, seed: number): number => finish(mixHash(seed, mixWord(value)), 4);

/** Murmur3 of a 64-bit integer. */
export function murmurLong(value: Long, seed: number): number {
  const bits = BigInt.asUintN(64, BigInt(value));
  const low = mixHash(seed, mixWord(Number(bits & 0xffffffffn) | 0));
  return finish(mixHash(low, mixWord(Number(bits >> 32n) | 0)), 8);
}

/** Murmur3 of bytes as Spark mixes them: whole words, then every byte left over as a word of its own. */
export function murmurBytes(bytes: Uint8Array, seed: number): number {
  const aligned = bytes.length & ~3;
  let hash = seed;
  for (let i = 0; i < aligned; i += 4) {
    const word =
      (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    hash = mixHash(hash, mixWord(word));
  }
  for (let i = aligned; i < bytes.length; i++) hash = mixHash(hash, mixWord(((bytes[i] ?? 0) << 24) >> 24));
  return finish(hash, bytes.length);
}
