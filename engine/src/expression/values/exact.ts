import { addLong, longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { EvaluationError } from "../failure.ts";

/** Most characters or elements that one computed value may have; Spark itself would run out of memory soon after. */
const MOST_ELEMENTS = 2 ** 24;

/** Refuses a result of absurd size, which a wrong column in REPEAT or SEQUENCE quickly asks for. */
export function checkSize(count: number): number {
  if (count > MOST_ELEMENTS)
    throw new EvaluationError("java.lang.OutOfMemoryError", `A value of ${count} elements is too large.`);
  return count;
}

/** Sum of two longs; fails beyond 64 bits. */
export function addExact(left: Long, right: Long): Long {
  const sum = BigInt(left) + BigInt(right);
  if (BigInt.asIntN(64, sum) !== sum) throw new EvaluationError("java.lang.ArithmeticException", "long overflow");
  return longFromBigInt(sum);
}

export const subtractExact = (left: Long, right: Long): Long => addExact(left, longFromNegated(right));

function longFromNegated(value: Long): Long {
  if (value === -(2n ** 63n)) throw new EvaluationError("java.lang.ArithmeticException", "long overflow");
  return addLong(0, typeof value === "number" ? 0 - value : -value);
}

/** A day number or a count of months that must fit 32 bits. */
export function checkInt(value: number): number {
  if (value !== (value | 0)) throw new EvaluationError("java.lang.ArithmeticException", "integer overflow");
  return value;
}
