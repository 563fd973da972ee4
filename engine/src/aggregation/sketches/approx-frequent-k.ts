import type { DataType } from "../../schema/schema.ts";
import type { AnyAggregator } from "../operations.ts";
import { createFrequentItems } from "./frequent-items-aggregator.ts";

/** APPROX_FREQUENT_K of the Zipline fork: the `k` most frequent items; none that is frequent enough is missing. */
export const createApproxFrequentK = (inputType: DataType, k: number): AnyAggregator =>
  createFrequentItems(inputType, k, "false-negatives");
