import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";

/** Product of two longs with the JVM's silent 64-bit wrap. */
export function multiplyLong(left: Long, right: Long): Long {
  if (typeof left === "number" && typeof right === "number") {
    const product = left * right;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return longFromBigInt(BigInt(left) * BigInt(right));
}

/** Whole quotient towards zero; null for a zero divisor. */
export function divideLong(left: Long, right: Long): Long | null {
  if (right === 0) return null;
  if (typeof left === "number" && typeof right === "number") return Math.trunc(left / right) + 0;
  return longFromBigInt(BigInt(left) / BigInt(right));
}

/** Remainder with the sign of the dividend; null for a zero divisor. */
export function remainderLong(left: Long, right: Long): Long | null {
  if (right === 0) return null;
  if (typeof left === "number" && typeof right === "number") return (left % right) + 0;
  return longFromBigInt(BigInt(left) % BigInt(right));
}

/** Remainder that is never negative for a positive divisor, as Spark's PMOD; null for a zero divisor. */
export function positiveRemainderLong(left: Long, right: Long): Long | null {
  const rest = remainderLong(left, right);
  if (rest === null || rest >= 0) return rest;
  return remainderLong(longFromBigInt(BigInt(rest) + BigInt(right)), right);
}

/** A bitwise operation on two longs. */
export function bitwiseLong(operator: "&" | "|" | "^", left: Long, right: Long): Long {
  const a = BigInt(left);
  const b = BigInt(right);
  return longFromBigInt(operator === "&" ? a & b : operator === "|" ? a | b : a ^ b);
}
