import type { DataType } from "../schema/schema.ts";
import { KValues } from "./k-values.ts";
import { compareNaturally } from "./natural-order.ts";

/** BOTTOM_K: the `k` smallest values, smallest first, duplicates kept. */
export function bottomK(inputType: DataType, k: number): KValues {
  return new KValues(inputType, k, { compare: compareNaturally, atMost: (left, right) => left <= right });
}
