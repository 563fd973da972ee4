import type { DataType } from "../schema/schema.ts";
import { KTimedValues } from "./k-timed-values.ts";

/** FIRST_K: the `k` values of the smallest event times, oldest first. */
export function firstK(inputType: DataType, k: number): KTimedValues {
  return new KTimedValues(inputType, k, {
    compare: (left, right) => left.timeMs - right.timeMs,
    atMost: (left, right) => left.timeMs <= right.timeMs,
  });
}
