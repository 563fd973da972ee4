import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import { loadSketches } from "../src/aggregation/sketches/load-sketches.ts";
import { compilePlan } from "../src/group-by/compile-plan.ts";
import { Operation } from "../src/group-by/group-by.ts";
import type { Schema } from "../src/schema/schema.ts";
import { buildBatchIr, normalizeBatchIr } from "../src/serving/batch-ir.ts";
import type { FeatureResponse } from "../src/serving/feature-request.ts";
import { createFeatureSet } from "../src/serving/feature-set.ts";
import type { FetcherOptions } from "../src/serving/fetcher.ts";
import { restResponse } from "../src/serving/rest-response.ts";
import { readEvents } from "../src/serving/sawtooth.ts";
import { pastTailBuffer, TAIL_BUFFER_MS } from "../src/serving/tail-buffer.ts";
import { batchIrCodec, keyCodec, tileCodec } from "../src/tile/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../src/time/duration.ts";
import { days, hours } from "../src/time/window.ts";
import { check } from "./property.ts";
import { BATCH_END_MS, EVENTS, PURCHASES, planOf, purchase, ServedShop, valuesOf } from "./served-shop.ts";
import { aggregations, expectSame, featureSet, MIDNIGHT_MS, naiveOutputs, outputs, rows } from "./windowed-events.ts";

/** Ends of batches, most of them inside a hop. */
const anyBatchEnd = fc.oneof(
  fc.integer({ min: -3, max: 1 }).map((day) => MIDNIGHT_MS + day * DAY_MS),
  fc.integer({ min: -3 * DAY_MS, max: DAY_MS }).map((offsetMs) => MIDNIGHT_MS + offsetMs),
);
const count = (length: number) => ({ inputColumn: "x", operation: Operation.COUNT, windows: [days(length)] });
const event = (timeMs: number) => ({ timeMs, row: [1, 0, "a"] });

async function fetchAt(
  shop: ServedShop,
  atMillis: number | null,
  options: Partial<FetcherOptions>,
): Promise<FeatureResponse | undefined> {
  const request = { name: "shop.purchases.v1", keys: { buyer: 5 }, ...(atMillis !== null && { atMillis }) };
  return (await shop.fetcher(options).fetchGroupBys([request]))[0];
}

describe("Chronon's answer, and the strict one", () => {
  it("S2 S7 S8 strict batch and stream equal the naive scan for any batch end, to the end of the tail buffer", () => {
    check(
      "S2 S7 S8 strict batch and stream equal the naive scan for any batch end, to the end of the tail buffer",
      fc.property(
        aggregations,
        rows,
        anyBatchEnd,
        fc.oneof(fc.constantFrom(0, 1, TAIL_BUFFER_MS), fc.integer({ min: 0, max: TAIL_BUFFER_MS })),
        (given, events, endMs, aheadMs) => {
          const set = featureSet(given);
          const ir = buildBatchIr(set, endMs, events, "strict");
          const read = readEvents(set, { ir, endMs }, events, endMs + aheadMs);
          expectSame(set, naiveOutputs(set, events, endMs + aheadMs), outputs(set, read));
        },
      ),
    );
  });

  it("S8 both batch parts are the same when the batch ends at a midnight and no event is at an edge", () => {
    check(
      "S8 both batch parts are the same when the batch ends at a midnight and no event is at an edge",
      fc.property(aggregations, rows, (given, drawn) => {
        const set = featureSet(given);
        const edges = new Set(set.features.map(({ windowMs }) => MIDNIGHT_MS - windowMs));
        const events = drawn.filter(({ timeMs }) => !edges.has(timeMs));
        const stored = (["chronon", "strict"] as const).map((compatibility) =>
          normalizeBatchIr(set, buildBatchIr(set, MIDNIGHT_MS, events, compatibility)),
        );
        expect(stored[1]).toEqual(stored[0]);
      }),
    );
  });

  it("S2 Chronon loses the event exactly one window before the batch end, strict does not", () => {
    const endMs = MIDNIGHT_MS;
    const set = featureSet([count(7), { ...count(7), operation: Operation.SUM, windows: [hours(6)] }]);
    const events = [event(endMs - 7 * DAY_MS), event(endMs - 6 * HOUR_MS)];
    const read = (compatibility: "chronon" | "strict") =>
      outputs(set, readEvents(set, { ir: buildBatchIr(set, endMs, events, compatibility), endMs }, null, endMs));
    expect(read("chronon")).toEqual([1, null]);
    expect(read("strict")).toEqual([2, 1]);
    // A longer window of the aggregation brings it into the hop that both share.
    const shared = featureSet([{ ...count(7), windows: [days(3), days(7)] }]);
    const edge = [event(endMs - 3 * DAY_MS)];
    expect(outputs(shared, readEvents(shared, { ir: buildBatchIr(shared, endMs, edge), endMs }, null, endMs))).toEqual([
      null,
      1,
    ]);
    const both = featureSet([{ ...count(4), windows: [days(3), days(4)] }]);
    expect(outputs(both, readEvents(both, { ir: buildBatchIr(both, endMs, edge), endMs }, null, endMs))).toEqual([
      1, 1,
    ]);
  });

  it("S7 Chronon counts a hop twice that straddles the tail buffer, strict does not", () => {
    const endMs = MIDNIGHT_MS + 30 * MINUTE_MS;
    const set = featureSet([{ ...count(3), windows: [days(3), days(2)] }]);
    const events = [10, 40].map((minute) => event(MIDNIGHT_MS - DAY_MS + minute * MINUTE_MS));
    const read = (compatibility: "chronon" | "strict") =>
      outputs(set, readEvents(set, { ir: buildBatchIr(set, endMs, events, compatibility), endMs }, null, endMs));
    expect(read("chronon")).toEqual([3, 2]);
    expect(read("strict")).toEqual([2, 2]);
  });

  it("S3 past the tail buffer exactly the features that are named count too much", () => {
    check(
      "S3 past the tail buffer exactly the features that are named count too much",
      fc.property(
        rows,
        fc.uniqueArray(fc.constantFrom(hours(1), hours(36), days(2), days(3), days(7), days(12), days(14)), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 0, max: 12 * DAY_MS }),
        (drawn, windows, aheadMs) => {
          const set = featureSet([{ inputColumn: "t", operation: Operation.COUNT, windows }]);
          const edges = new Set(set.features.map(({ windowMs }) => MIDNIGHT_MS - windowMs));
          const events = drawn.filter(({ timeMs }) => !edges.has(timeMs));
          const queryMs = MIDNIGHT_MS + aheadMs;
          const ir = buildBatchIr(set, MIDNIGHT_MS, events);
          const past = pastTailBuffer(set, ir, MIDNIGHT_MS, queryMs);
          if (aheadMs <= TAIL_BUFFER_MS) expect(past).toEqual([]);
          const read = outputs(set, readEvents(set, { ir, endMs: MIDNIGHT_MS }, events, queryMs));
          const naive = naiveOutputs(set, events, queryMs);
          for (const [i, { name }] of set.features.entries()) {
            if (past.includes(name)) expect(Number(read[i])).toBeGreaterThanOrEqual(Number(naive[i]));
            else expect(read[i]).toEqual(naive[i]);
          }
        },
      ),
    );
  });

  it("S3 S8 the fetcher warns past the tail buffer, as strict it fails", async () => {
    const shop = new ServedShop(createMemoryStore());
    const collapsed = purchase(-4 * DAY_MS, 100);
    await shop.putBatch([...EVENTS, collapsed]);
    const atMillis = BATCH_END_MS + 4 * DAY_MS;
    const response = await fetchAt(shop, atMillis, {});
    // 7 days before are 3 days before the batch end: the purchase of 4 days before it should have left.
    expect(valuesOf(response)).toEqual({ amount_sum_1h: null, amount_sum_7d: 106, amount_count: 4 });
    expect(response?.outcome === "success" && response.diagnostics.map(({ code, message }) => [code, message])).toEqual(
      [["serving/past-tail-buffer", expect.stringContaining("amount_sum_7d no longer covers.")]],
    );
    const strict = await fetchAt(shop, atMillis, { compatibility: "strict" });
    expect(strict?.outcome === "failure" && strict.error.code).toBe("serving/past-tail-buffer");
    for (const compatibility of ["chronon", "strict"] as const) {
      const within = await fetchAt(shop, BATCH_END_MS + TAIL_BUFFER_MS, { compatibility });
      expect(within).toMatchObject({ outcome: "success", diagnostics: [] });
    }
  });

  it("T3 S8 the fetcher counts the tile of the moment whole, as strict not at all unless the moment is now", async () => {
    const shop = new ServedShop(createMemoryStore());
    await shop.putTiles([
      purchase(10 * HOUR_MS, 1),
      purchase(10 * HOUR_MS + 2 * MINUTE_MS, 2),
      purchase(10 * HOUR_MS + 4 * MINUTE_MS, 4),
    ]);
    await shop.putTiles([purchase(9 * HOUR_MS, 8)]);
    const at = (minute: number) => BATCH_END_MS + 10 * HOUR_MS + minute * MINUTE_MS;
    const sum = async (atMillis: number | null, compatibility: "chronon" | "strict") =>
      valuesOf(await fetchAt(shop, atMillis, { compatibility }))?.amount_count;
    expect([await sum(at(3), "chronon"), await sum(at(3), "strict")]).toEqual([4, 1]);
    expect([await sum(at(5), "chronon"), await sum(at(5), "strict")]).toEqual([4, 4]);
    expect([await sum(null, "chronon"), await sum(null, "strict")]).toEqual([4, 4]);
  });

  it("S5 S8 answers as Chronon unless asked otherwise", async () => {
    const shop = new ServedShop(createMemoryStore());
    await shop.putTiles([purchase(10 * HOUR_MS, 1), purchase(10 * HOUR_MS + 4 * MINUTE_MS, 4)]);
    const atMillis = BATCH_END_MS + 10 * HOUR_MS + MINUTE_MS;
    expect(valuesOf(await fetchAt(shop, atMillis, {}))).toEqual(
      valuesOf(await fetchAt(shop, atMillis, { compatibility: "chronon" })),
    );
    const set = planOf(PURCHASES);
    expect(normalizeBatchIr(set, buildBatchIr(set, BATCH_END_MS, EVENTS))).toEqual(
      normalizeBatchIr(set, buildBatchIr(set, BATCH_END_MS, EVENTS, "chronon")),
    );
  });

  it("A14 element-wise lists stay so in tiles and answers, where Chronon's windowed reads take all elements together", async () => {
    const schema: Schema = [
      { name: "buyer", type: "long" },
      { name: "amounts", type: { list: "long" } },
      { name: "ts", type: "long" },
    ];
    const query = { selects: { buyer: "buyer", amounts: "amounts" }, timeColumn: "ts" };
    const aggregations = [
      { inputColumn: "amounts", operation: Operation.SUM, elementWise: true, windows: [hours(1), days(1)] },
    ];
    const compiled = compilePlan({ ...PURCHASES, sources: [{ events: { topic: "t", query } }], aggregations }, schema);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const plan = compiled.value;
    const store = createMemoryStore();
    const events = [1, 2, 3].map((n) => ({ timeMs: BATCH_END_MS + n * HOUR_MS, row: [[n, 10 * n]] }));
    for (const { timeMs, row } of events) {
      const ir = plan.baseAggregator.init();
      plan.baseAggregator.update(ir, row, timeMs);
      const valueBytes = tileCodec(plan).encode(plan.baseAggregator.normalize(ir), false);
      const tile = { startMs: timeMs, sizeMs: plan.tileSizeMs };
      const keyBytes = keyCodec(plan).encode([5]);
      await store.multiPut([{ dataset: plan.streamingDataset, keyBytes, valueBytes, tsMillis: timeMs, tile }]);
    }
    const shop = new ServedShop(store);
    shop.info = { plan, streamed: { kind: "tiles", tileSizeMs: plan.tileSizeMs }, batchEndMs: null };
    const queryMs = BATCH_END_MS + 4 * HOUR_MS;
    expect(valuesOf(await fetchAt(shop, queryMs, {}))).toEqual({ amounts_sum_1h: [3, 30], amounts_sum_1d: [6, 60] });
    const set = createFeatureSet(plan.inputSchema, aggregations);
    const read = readEvents(set, { ir: null, endMs: BATCH_END_MS }, events, queryMs);
    expect(outputs(set, read)).toEqual([33, 66]);
  });

  it("A13 S8 as in Chronon windows of a read count into the sketch of a hop that they share", async () => {
    await loadSketches();
    const plan = planOf({
      ...PURCHASES,
      aggregations: [
        {
          inputColumn: "amount",
          operation: Operation.APPROX_HISTOGRAM_K,
          argMap: { k: "2" },
          windows: [days(3), days(4)],
        },
      ],
    });
    // In the hop that both windows add: more amounts than exact counts hold. In what both begin with: one amount.
    const hopMs = -2 * DAY_MS - 12 * HOUR_MS;
    const inHop = [7, 7, 7, 7, 1, 2, 3].map((amount, i) => purchase(hopMs + i, amount));
    const events = [...inHop, purchase(-HOUR_MS, 7)];
    const store = createMemoryStore();
    const keyBytes = keyCodec(plan).encode([5]);
    const valueBytes = batchIrCodec(plan).encode(normalizeBatchIr(plan, buildBatchIr(plan, BATCH_END_MS, events)));
    await store.multiPut([{ dataset: plan.batchDataset, keyBytes, valueBytes, tsMillis: BATCH_END_MS }]);
    const shop = new ServedShop(store);
    shop.info = { plan, streamed: { kind: "tiles", tileSizeMs: plan.tileSizeMs }, batchEndMs: BATCH_END_MS };
    const fetcher = shop.fetcher({ batchIrCacheEntries: 10 });
    const sevens = async (compatibility: "chronon" | "strict") => {
      const request = { name: "shop.purchases.v1", keys: { buyer: 5 }, compatibility };
      const [response] = await fetcher.fetchGroupBys([request]);
      return Object.values(valuesOf(response) ?? {}).map((histogram) => (histogram as { "7": number })["7"]);
    };
    // 4 in the hop and 1 before it, for each window; both end on the one sketch. Nothing is left for the next read.
    for (let round = 0; round < 2; round++) {
      expect(await sevens("chronon")).toEqual([6, 6]);
      expect(await sevens("strict")).toEqual([5, 5]);
    }
  });

  it("S6 S8 a null key fails in its place, with Chronon's rules it is left out", async () => {
    const shop = new ServedShop(createMemoryStore());
    await shop.putTiles(EVENTS);
    const keys = [{ buyer: null }, { buyer: 5 }];
    const responses = await shop
      .fetcher()
      .fetchGroupBys(keys.map((entity) => ({ name: "shop.purchases.v1", keys: entity })));
    expect(restResponse(responses).results.map(({ status }) => status)).toEqual(["Failure", "Success"]);
    expect(restResponse(responses, "chronon").results.map(({ entityKeys }) => entityKeys)).toEqual([{ buyer: 5 }]);
  });
});
