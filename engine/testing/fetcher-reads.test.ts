import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbedded } from "../src/adapters/embedded/index.ts";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import type { GetRequest, KVStore } from "../src/ports/kv-store.ts";
import { exactWindow } from "../src/serving/exact-window.ts";
import type { TimedRow } from "../src/serving/feature-set.ts";
import { createRecordCodec, mutationCodec, outputCodec } from "../src/tile/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/time/duration.ts";
import {
  BATCH_END_MS,
  EVENTS,
  keyOf,
  NOW_MS,
  PURCHASES,
  plan,
  planOf,
  purchase,
  ServedShop,
  TILE_MS,
  valuesOf,
} from "./served-shop.ts";

const STORES: Record<string, () => { store: KVStore; done: () => Promise<void> }> = {
  memory() {
    const store = createMemoryStore();
    return { store, done: () => store.close() };
  },
  embedded() {
    const folder = mkdtempSync(join(tmpdir(), "tilescope-fetcher-"));
    const { store, close } = openEmbedded(folder);
    return {
      store,
      async done() {
        await close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

describe.each(Object.entries(STORES))("fetcher over the %s store", (_name, open) => {
  let shop: ServedShop;
  let done: () => Promise<void>;

  beforeEach(() => {
    const opened = open();
    shop = new ServedShop(opened.store);
    done = opened.done;
  });
  afterEach(async () => done());

  it("S1 merges batch value and tiles", async () => {
    await shop.putBatch(EVENTS);
    await shop.putTiles(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_1h: 48, amount_sum_7d: 63, amount_count: 6 });
    expect(valuesOf(await shop.fetch({ buyer: 5 }, BATCH_END_MS))).toEqual({
      amount_sum_1h: null,
      amount_sum_7d: 7,
      amount_count: 3,
    });
  });

  it("S1 L7 merges batch value and single events", async () => {
    shop.info = { ...shop.info, streamed: { kind: "events" } };
    await shop.putBatch(EVENTS);
    await shop.putEvents(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_1h: 48, amount_sum_7d: 63, amount_count: 6 });
    const exact = exactWindow(plan, EVENTS, NOW_MS, "hop");
    expect(plan.windowedAggregator.finalize(exact)).toEqual([48, 63, 6]);
  });

  it("T5 S10 takes mutations out again", async () => {
    shop.info = { ...shop.info, streamed: { kind: "mutations" } };
    await shop.putBatch(EVENTS);
    const mutation = (mutationMs: number, { timeMs, row }: TimedRow, isBefore: boolean) => ({
      dataset: plan.streamingDataset,
      keyBytes: keyOf(5),
      valueBytes: mutationCodec(plan).encode([...row, timeMs, isBefore]),
      tsMillis: mutationMs,
    });
    await shop.store.multiPut([
      mutation(BATCH_END_MS + 1, purchase(-DAY_MS, 4), true),
      mutation(BATCH_END_MS + 1, purchase(-DAY_MS, 400), false),
      mutation(NOW_MS, purchase(0, 1_000), false),
    ]);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({
      amount_sum_1h: null,
      amount_sum_7d: 403,
      amount_count: 3,
    });
  });

  it("S1 works without a batch value, without streamed values, and says when there is neither", async () => {
    await shop.putTiles(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_1h: 48, amount_sum_7d: 56, amount_count: 3 });
    expect(valuesOf(await shop.fetch({ buyer: 6 }))).toBeNull();
    await shop.store.drop(plan.streamingDataset);
    await shop.putBatch(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({
      amount_sum_1h: null,
      amount_sum_7d: 7,
      amount_count: 3,
    });
    shop.info = { ...shop.info, streamed: null };
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({
      amount_sum_1h: null,
      amount_sum_7d: 7,
      amount_count: 3,
    });
  });

  it("S4 reads all streamed values while nothing was uploaded, but no more than the windows need", async () => {
    const short = planOf({ ...PURCHASES, aggregations: PURCHASES.aggregations?.slice(0, 1) ?? [] });
    await shop.putTiles([...EVENTS, purchase(-20 * DAY_MS, 64)]);
    shop.info = { ...shop.info, batchEndMs: null };
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_1h: 48, amount_sum_7d: 63, amount_count: 7 });
    shop.info = { ...shop.info, plan: { ...plan, ...short, baseAggregator: plan.baseAggregator } };
    const response = await shop.fetch({ buyer: 5 });
    expect(valuesOf(response)).toEqual({ amount_sum_1h: 48, amount_sum_7d: 63 });
    expect(response.outcome === "success" && response.cost.values).toBe(6);
  });

  it("reads tiles of the size that the job writes, not of earlier jobs", async () => {
    await shop.putTiles(EVENTS, MINUTE_MS);
    await shop.putTiles(EVENTS, TILE_MS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_1h: 48, amount_sum_7d: 56, amount_count: 3 });
  });

  it("S11 does not count events twice when a later upload has arrived already", async () => {
    shop.info = { ...shop.info, streamed: { kind: "events" } };
    await shop.putBatch(EVENTS, BATCH_END_MS + DAY_MS);
    await shop.putEvents([...EVENTS, purchase(DAY_MS, 64)]);
    const refreshed: string[] = [];
    const servingInfos = { get: async () => shop.info, refresh: (name: string) => refreshed.push(name) };
    const [response] = await shop
      .fetcher({ servingInfos })
      .fetchGroupBys([{ name: "shop.purchases.v1", keys: { buyer: 5 }, atMillis: BATCH_END_MS + DAY_MS + HOUR_MS }]);
    expect(valuesOf(response)?.amount_count).toBe(7);
    expect(refreshed).toEqual(["shop.purchases.v1"]);
  });

  it("S11 ignores a batch value that is older than the upload it should be of", async () => {
    await shop.putBatch(EVENTS, BATCH_END_MS - DAY_MS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toBeNull();
  });

  it("A4 keeps decoded batch values, and never changes them", async () => {
    await shop.putBatch(EVENTS);
    await shop.putTiles(EVENTS);
    const asked: GetRequest[][] = [];
    const inner = shop.store;
    shop.store = {
      ...inner,
      multiGet: (gets) => {
        asked.push([...gets]);
        return inner.multiGet(gets);
      },
    };
    const caching = shop.fetcher({ batchIrCacheEntries: 1 });
    const request = { name: "shop.purchases.v1", keys: { buyer: 5 } };
    const first = await caching.fetchGroupBys([request]);
    for (let i = 0; i < 3; i++)
      expect((await caching.fetchGroupBys([request])).map(valuesOf)).toEqual(first.map(valuesOf));
    expect(asked.map((gets) => gets.map((get) => get.dataset === plan.batchDataset))).toEqual([
      [true, false],
      [false],
      [false],
      [false],
    ]);
  });

  it("counts what a read takes", async () => {
    await shop.putBatch(EVENTS);
    await shop.putTiles(EVENTS);
    const response = await shop.fetch({ buyer: 5 });
    // Batch value and three tiles; per tile one merge for each window that reaches it, and the tail hops of 7 d.
    expect(response.outcome === "success" && response.cost).toMatchObject({ values: 4, merges: 2 + 3 + 3 + 1 });
    expect(response.outcome === "success" && response.cost.bytes).toBeGreaterThan(40);
  });

  it("serves snapshots and GroupBys without aggregations from their batch value alone", async () => {
    const snapshot = { ...plan, accuracy: "SNAPSHOT" as const };
    shop.info = { ...shop.info, plan: snapshot };
    await shop.putTiles(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toBeNull();
    const put = (valueBytes: Uint8Array) =>
      shop.store.multiPut([{ dataset: plan.batchDataset, keyBytes: keyOf(5), valueBytes, tsMillis: BATCH_END_MS }]);
    await put(outputCodec(plan).encode([1, 2, null]));
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({
      amount_sum_1h: 1,
      amount_sum_7d: 2,
      amount_count: null,
    });
    const selectedSchema = [{ name: "country", type: "string" }] as const;
    shop.info = { ...shop.info, selectedSchema };
    await put(createRecordCodec("Value", selectedSchema).encode(["CH"]));
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ country: "CH" });
  });
});
