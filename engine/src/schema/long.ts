import type { Long } from "./value.ts";

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The canonical form of a 64-bit integer; wider values wrap as on the JVM. */
export function longFromBigInt(value: bigint): Long {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped <= MAX_SAFE && wrapped >= -MAX_SAFE ? Number(wrapped) : wrapped;
}

/** Sum of two longs with the JVM's silent 64-bit wrap. */
export function addLong(left: Long, right: Long): Long {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return longFromBigInt(BigInt(left) + BigInt(right));
}

/** Difference of two longs with the JVM's silent 64-bit wrap. */
export function subtractLong(left: Long, right: Long): Long {
  if (typeof left === "number" && typeof right === "number") {
    const difference = left - right;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return longFromBigInt(BigInt(left) - BigInt(right));
}

/** Order of two longs; JavaScript compares number with bigint exactly. */
export function compareLong(left: Long, right: Long): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
