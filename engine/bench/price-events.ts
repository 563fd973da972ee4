import type { AggregationPart } from "../src/aggregation/aggregation-part.ts";
import type { OperationName } from "../src/group-by/group-by.ts";
import type { Schema } from "../src/schema/schema.ts";
import { HOUR_MS } from "../src/time/duration.ts";

/** Prices of many customers over some hours, nearly in order of time: the same for the same arguments. */
export interface PriceEvents {
  readonly count: number;
  readonly keyCount: number;
  /** Key of each event as a number from 0. */
  readonly keys: Int32Array;
  readonly timesMs: Float64Array;
  readonly prices: Float64Array;
}

export const PRICE_SCHEMA: Schema = [{ name: "price", type: "double" }];

const OPERATIONS: readonly OperationName[] = ["SUM", "COUNT", "AVERAGE", "MAX", "LAST"];

/** Five aggregations over one double. */
export const PRICE_PARTS: readonly AggregationPart[] = OPERATIONS.map((operation) => ({
  inputColumn: "price",
  operation,
  argMap: null,
  window: null,
  bucket: null,
  elementWise: false,
}));

export const TILE_MS = HOUR_MS;
const START_MS = Date.UTC(2024, 0, 1);
/** Events come up to this much out of order. */
export const DISORDER_MS = 60_000;

/** A generator of numbers in [0, 1): xorshift32. */
function numbersFrom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function priceEvents(count: number, keyCount: number, hours = 24): PriceEvents {
  const next = numbersFrom(20_240_101);
  const keys = new Int32Array(count);
  const timesMs = new Float64Array(count);
  const prices = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    keys[i] = Math.floor(next() * keyCount);
    timesMs[i] = START_MS + Math.floor((i / count) * (hours * HOUR_MS - DISORDER_MS) + next() * DISORDER_MS);
    prices[i] = Math.round(next() * 100_000) / 100;
  }
  return { count, keyCount, keys, timesMs, prices };
}
