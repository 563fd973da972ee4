import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { Plan } from "../src/group-by/plan.ts";
import type { KVStore } from "../src/ports/kv-store.ts";
import type { Json } from "../src/schema/json.ts";
import { buildBatchIr, normalizeBatchIr } from "../src/serving/batch-ir.ts";
import type { FeatureResponse } from "../src/serving/feature-request.ts";
import type { TimedRow } from "../src/serving/feature-set.ts";
import { createFetcher, type Fetcher, type FetcherOptions } from "../src/serving/fetcher.ts";
import { featuresJson } from "../src/serving/rest-response.ts";
import type { ServingInfo } from "../src/serving/serving-info.ts";
import { batchIrCodec, inputCodec, keyCodec, tileCodec } from "../src/tile/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { roundToHop } from "../src/time/hop.ts";
import { days, hours } from "../src/time/window.ts";

export const BATCH_END_MS = Date.UTC(2024, 0, 10);
export const NOW_MS = BATCH_END_MS + 10 * HOUR_MS + 34 * MINUTE_MS;
export const TILE_MS = 5 * MINUTE_MS;

export const PURCHASES: GroupBy = {
  metaData: { name: "shop.purchases.v1" },
  sources: [
    {
      events: {
        table: "shop.purchases",
        topic: "purchases",
        query: { selects: { buyer: "buyer", amount: "amount" }, timeColumn: "ts" },
      },
    },
  ],
  keyColumns: ["buyer"],
  aggregations: [
    { inputColumn: "amount", operation: Operation.SUM, windows: [hours(1), days(7)] },
    { inputColumn: "amount", operation: Operation.COUNT },
  ],
  accuracy: Accuracy.TEMPORAL,
};

/** The plan of a GroupBy over purchases. */
export function planOf(groupBy: GroupBy): Plan {
  const compiled = compilePlan(groupBy, [
    { name: "buyer", type: "long" },
    { name: "amount", type: "long" },
    { name: "ts", type: "long" },
  ]);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

export const plan = planOf(PURCHASES);
export const keyOf = (buyer: number): Uint8Array => keyCodec(plan).encode([buyer]);
export const purchase = (offsetMs: number, amount: number): TimedRow => ({
  timeMs: BATCH_END_MS + offsetMs,
  row: [amount],
});

/** Three before the batch end, three after it; the amounts tell them apart in any sum. */
export const EVENTS: readonly TimedRow[] = [
  purchase(-6 * DAY_MS, 1),
  purchase(-2 * DAY_MS - 1, 2),
  purchase(-DAY_MS, 4),
  purchase(0, 8),
  purchase(10 * HOUR_MS, 16),
  purchase(10 * HOUR_MS + 33 * MINUTE_MS, 32),
];

/** Feature values of a response that succeeded. */
export function valuesOf(response: FeatureResponse | undefined): Record<string, Json> | null {
  if (response?.outcome !== "success") throw new Error(JSON.stringify(response));
  return response.features === null ? null : featuresJson(response.features);
}

/** A served GroupBy over a store, its values written as jobs write them. */
export class ServedShop {
  store: KVStore;
  info: ServingInfo = { plan, streamed: { kind: "tiles", tileSizeMs: TILE_MS }, batchEndMs: BATCH_END_MS };

  constructor(store: KVStore) {
    this.store = store;
  }

  fetcher(more: Partial<FetcherOptions> = {}): Fetcher {
    const get = async (name: string): Promise<ServingInfo | null> => (name === "shop.purchases.v1" ? this.info : null);
    const clock = { now: () => processingTime(NOW_MS) };
    return createFetcher({ store: this.store, servingInfos: { get }, clock, ...more });
  }

  async fetch(keys: Record<string, Json>, atMillis?: number): Promise<FeatureResponse> {
    const request = { name: "shop.purchases.v1", keys, ...(atMillis !== undefined && { atMillis }) };
    const [response] = await this.fetcher().fetchGroupBys([request]);
    if (response === undefined) throw new Error("no response");
    return response;
  }

  async putTiles(events: readonly TimedRow[], sizeMs = TILE_MS, buyer = 5): Promise<void> {
    const codec = tileCodec(plan);
    for (const [startMs, inside] of Map.groupBy(events, (event) => roundToHop(event.timeMs, sizeMs))) {
      const ir = plan.baseAggregator.init();
      for (const { timeMs, row } of inside) plan.baseAggregator.update(ir, row, timeMs);
      const valueBytes = codec.encode(plan.baseAggregator.normalize(ir), false);
      const tile = { startMs, sizeMs };
      const dataset = plan.streamingDataset;
      await this.store.multiPut([{ dataset, keyBytes: keyOf(buyer), valueBytes, tsMillis: startMs, tile }]);
    }
  }

  async putBatch(events: readonly TimedRow[], endMs = BATCH_END_MS): Promise<void> {
    const valueBytes = batchIrCodec(plan).encode(normalizeBatchIr(plan, buildBatchIr(plan, endMs, events)));
    await this.store.multiPut([{ dataset: plan.batchDataset, keyBytes: keyOf(5), valueBytes, tsMillis: endMs }]);
  }

  async putEvents(events: readonly TimedRow[]): Promise<void> {
    const codec = inputCodec(plan);
    await this.store.multiPut(
      events.map(({ timeMs, row }) => ({
        dataset: plan.streamingDataset,
        keyBytes: keyOf(5),
        valueBytes: codec.encode(row),
        tsMillis: timeMs,
      })),
    );
  }
}
