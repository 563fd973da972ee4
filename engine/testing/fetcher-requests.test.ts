import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import { TilescopeError } from "../src/errors.ts";
import type { FeatureResponse } from "../src/serving/feature-request.ts";
import { restResponse } from "../src/serving/rest-response.ts";
import {
  BATCH_END_MS,
  EVENTS,
  keyOf,
  NOW_MS,
  PURCHASES,
  plan,
  planOf,
  ServedShop,
  TILE_MS,
  valuesOf,
} from "./served-shop.ts";

describe("fetcher requests", () => {
  let shop: ServedShop;

  beforeEach(() => {
    shop = new ServedShop(createMemoryStore());
  });

  it("S6 reads keys as Chronon does", async () => {
    await shop.putTiles(EVENTS);
    for (const user of [5, 5.9, "5"])
      expect(valuesOf(await shop.fetch({ buyer: user, other: null }))?.amount_count).toBe(3);
    expect(await shop.fetch({ buyer: null })).toEqual({
      outcome: "null-key",
      request: { name: "shop.purchases.v1", keys: { buyer: null } },
      keyColumn: "buyer",
    });
    const codeOf = (response: FeatureResponse) => (response.outcome === "failure" ? response.error.code : "");
    const missing = await shop.fetch({});
    expect(codeOf(missing)).toBe("serving/missing-key");
    expect(missing.outcome === "failure" && missing.error.message).toContain("buyer");
    expect(codeOf(await shop.fetch({ buyer: "five" }))).toBe("serving/bad-key");
    expect(codeOf(await shop.fetch({ buyer: true }))).toBe("serving/bad-key");
    expect(codeOf(await shop.fetch({ buyer: 5 }, 0.5))).toBe("serving/bad-time");
    expect(codeOf(await shop.fetch({ buyer: 5 }, BATCH_END_MS - 1))).toBe("serving/before-batch-end");
  });

  it("S6 fails one request at a time", async () => {
    await shop.putTiles(EVENTS);
    await shop.putTiles(EVENTS, TILE_MS, 6);
    const tile = { startMs: BATCH_END_MS, sizeMs: TILE_MS };
    const valueBytes = new Uint8Array([1, 2, 3]);
    await shop.store.multiPut([
      { dataset: plan.streamingDataset, keyBytes: keyOf(6), valueBytes, tsMillis: BATCH_END_MS, tile },
    ]);
    const name = "shop.purchases.v1";
    const responses = await shop.fetcher().fetchGroupBys([
      { name, keys: { buyer: 6 } },
      { name, keys: { buyer: 5 } },
      { name: "other", keys: { buyer: 5 } },
      { name, keys: { buyer: null } },
      { name, keys: { buyer: 7 } },
    ]);
    expect(restResponse(responses)).toEqual({
      results: [
        {
          status: "Failure",
          entityKeys: { buyer: 6 },
          error: "A value of SHOP_PURCHASES_V1_STREAMING cannot be decoded",
        },
        {
          status: "Success",
          entityKeys: { buyer: 5 },
          features: { amount_sum_1h: 48, amount_sum_7d: 56, amount_count: 3 },
        },
        { status: "Failure", entityKeys: { buyer: 5 }, error: "There is no GroupBy other to serve" },
        {
          status: "Failure",
          entityKeys: { buyer: null },
          error: "Key buyer is null: nothing is known of null.",
        },
        { status: "Success", entityKeys: { buyer: 7 }, features: {} },
      ],
    });
  });

  it("S11 counts a key that the shop.store cannot read as a key without data, and passes a failing shop.store on", async () => {
    await shop.putBatch(EVENTS);
    await shop.putTiles(EVENTS);
    const inner = shop.store;
    const failing = new TilescopeError("kv-shop.store/corrupt", "damaged");
    shop.store = {
      ...inner,
      multiGet: async (gets) => {
        const answers = await inner.multiGet(gets);
        return answers.map((answer, i) =>
          gets[i]?.dataset === plan.batchDataset ? { ok: false, error: failing } : answer,
        );
      },
    };
    const without = await shop.fetch({ buyer: 5 });
    expect(valuesOf(without)?.amount_count).toBe(3);
    expect(without).toMatchObject({ diagnostics: [{ code: "serving/unread-values" }] });
    shop.store = { ...inner, multiGet: () => Promise.reject(failing) };
    await expect(shop.fetch({ buyer: 5 })).rejects.toBe(failing);
  });

  it("S12 derives", async () => {
    const derivations = [
      { name: "*", expression: "*" },
      { name: "recent", expression: "amount_sum_1h" },
      { name: "share", expression: "amount_sum_1h / amount_sum_7d" },
      { name: "day", expression: "concat(ds, '/', buyer)" },
      { name: "when", expression: "ts" },
      { name: "ts", expression: "ts + 1" },
    ];
    shop.info = { ...shop.info, plan: planOf({ ...PURCHASES, derivations }) };
    await shop.putTiles(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({
      amount_sum_7d: 56,
      amount_count: 3,
      recent: 48,
      share: 48 / 56,
      day: "2024-01-10/5",
      when: NOW_MS,
    });
    expect(valuesOf(await shop.fetch({ buyer: 6 }))).toEqual({
      amount_sum_7d: null,
      amount_count: null,
      recent: null,
      share: null,
      day: "2024-01-10/6",
      when: NOW_MS,
    });
  });

  it("S12 keeps nothing but the renames where there is no data", async () => {
    const derivations = [
      { name: "*", expression: "*" },
      { name: "recent", expression: "amount_sum_1h" },
    ];
    shop.info = { ...shop.info, plan: planOf({ ...PURCHASES, derivations }) };
    await shop.putTiles(EVENTS);
    expect(valuesOf(await shop.fetch({ buyer: 5 }))).toEqual({ amount_sum_7d: 56, amount_count: 3, recent: 48 });
    expect(valuesOf(await shop.fetch({ buyer: 6 }))).toEqual({ recent: null });
  });

  it("says so in place of everything when a derivation fails", async () => {
    const derivations = [
      { name: "recent", expression: "amount_sum_1h" },
      { name: "broken", expression: "no_such_function(amount_count)" },
    ];
    shop.info = { ...shop.info, plan: { ...plan, groupBy: { ...PURCHASES, derivations } } };
    await shop.putTiles(EVENTS);
    const response = await shop.fetch({ buyer: 5 });
    expect(valuesOf(response)).toEqual({
      derivation_fetch_exception: expect.any(String),
      derivation_rename_exception: expect.any(String),
    });
    expect(response.outcome === "success" && response.diagnostics.map(({ path }) => path)).toEqual([
      ["derivations", 1, "expression"],
    ]);
  });
});
