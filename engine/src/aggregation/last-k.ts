import type { DataType } from "../schema/schema.ts";
import { KTimedValues } from "./k-timed-values.ts";

/** LAST_K: the `k` values of the largest event times, newest first. */
export function lastK(inputType: DataType, k: number): KTimedValues {
  return new KTimedValues(inputType, k, {
    compare: (left, right) => right.timeMs - left.timeMs,
    atMost: (left, right) => left.timeMs >= right.timeMs,
  });
}
