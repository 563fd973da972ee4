import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { setLong } from "./long-bytes.ts";

/** `String.hashCode` of Java. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

const word = new DataView(new ArrayBuffer(8));
const foldWord = (): number => word.getInt32(0, true) ^ word.getInt32(4, true);

/** `Long.hashCode` of Java. */
export function longHash(value: Long): number {
  setLong(word, 0, value);
  return foldWord();
}

/** `Double.hashCode` of Java: by bits, with one NaN. */
export function doubleHash(value: number): number {
  if (Number.isNaN(value)) word.setBigInt64(0, 0x7ff8000000000000n, true);
  else word.setFloat64(0, value, true);
  return foldWord();
}

const toInt = (value: number): number => Math.min(Math.max(Math.trunc(value), -(2 ** 31)), 2 ** 31 - 1);

/** Scala's `##` of a long: that of an int where one is wide enough. */
export const scalaLongHash = (value: Long): number =>
  typeof value === "number" && toInt(value) === value ? value : longHash(value);

/** Scala's `##` of a double: that of the narrowest number that is equal. */
export function scalaDoubleHash(value: number): number {
  if (toInt(value) === value) return value | 0;
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return longHash(longFromBigInt(BigInt(value)));
  if (Math.fround(value) !== value) return doubleHash(value);
  word.setFloat32(0, value, true);
  return word.getInt32(0, true);
}
