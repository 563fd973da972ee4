import type { DataType } from "../../schema/schema.ts";
import type { AnyAggregator } from "../operations.ts";
import { createFrequentItems } from "./frequent-items-aggregator.ts";

/** APPROX_HEAVY_HITTERS_K of the Zipline fork: at most `k` items that are frequent beyond doubt; it can come out empty. */
export const createApproxHeavyHittersK = (inputType: DataType, k: number): AnyAggregator =>
  createFrequentItems(inputType, k, "false-positives");
