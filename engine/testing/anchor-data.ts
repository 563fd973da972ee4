import type { EventBatch } from "../src/aggregation/columnar/event-batch.ts";
import { xxhashInt, xxhashLong } from "../src/expression/values/xxhash64.ts";
import { Operation } from "../src/group-by/group-by.ts";
import type { QueryBatch } from "../src/offline/point-in-time/query-batch.ts";
import { createFeatureSet, type FeatureSet } from "../src/serving/feature-set.ts";
import { DAY_MS } from "../src/time/duration.ts";
import { days } from "../src/time/window.ts";

const BASE_MS = 1_698_796_800_000;
const USERS = 10_000;
/** Spark's default seed. */
const SEED = 42n;

/** Purchases and checkouts of `golden/spark/perf/anchor.json`. */
export interface AnchorData {
  readonly purchases: EventBatch;
  readonly checkouts: QueryBatch;
}

/** SUM, COUNT and AVERAGE of a price over 3, 14 and 30 days. */
export const ANCHOR_FEATURES: FeatureSet = createFeatureSet(
  [{ name: "purchase_price", type: "long" }],
  [Operation.SUM, Operation.COUNT, Operation.AVERAGE].map((operation) => ({
    inputColumn: "purchase_price",
    operation,
    windows: [days(3), days(14), days(30)],
  })),
);

/** `pmod(xxhash64(id, salt), divisor)` in Spark. */
function hashed(id: number, salt: number, divisor: bigint): number {
  const hash = BigInt.asIntN(64, xxhashInt(salt, xxhashLong(id, SEED)));
  const rest = hash % divisor;
  return Number(rest < 0n ? rest + divisor : rest);
}

function times(length: number, salt: number, startMs: number, rangeMs: number): Float64Array {
  const range = BigInt(rangeMs);
  return Float64Array.from({ length }, (_, id) => startMs + hashed(id, salt, range));
}

/** The data set of the anchor; with fewer or more rows the same rule goes on. Users are numbered as they are called. */
export function anchorData(purchases = 1_000_000, checkouts = 100_000): AnchorData {
  const users = (length: number, salt: number) =>
    Int32Array.from({ length }, (_, id) => hashed(id, salt, BigInt(USERS)));
  return {
    purchases: {
      length: purchases,
      keys: users(purchases, 1),
      timesMs: times(purchases, 3, BASE_MS, 60 * DAY_MS),
      columns: [{ numbers: Float64Array.from({ length: purchases }, (_, id) => hashed(id, 2, 500n) + 1), nulls: null }],
    },
    checkouts: {
      length: checkouts,
      keys: users(checkouts, 4),
      timesMs: times(checkouts, 5, BASE_MS + 30 * DAY_MS, 30 * DAY_MS),
    },
  };
}
