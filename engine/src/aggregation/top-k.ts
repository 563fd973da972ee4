import type { DataType } from "../schema/schema.ts";
import { KValues } from "./k-values.ts";
import { compareNaturally } from "./natural-order.ts";

/** TOP_K: the `k` largest values, largest first, duplicates kept. */
export function topK(inputType: DataType, k: number): KValues {
  return new KValues(inputType, k, {
    compare: (left, right) => compareNaturally(right, left),
    atMost: (left, right) => left >= right,
  });
}
