import { beforeEach, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { KVStore } from "../src/ports/kv-store.ts";
import { SERVING_INFO_KEY, writeServingInfo } from "../src/serving/stored-serving-info.ts";
import { createStoredServingInfos } from "../src/serving/stored-serving-infos.ts";
import { createRecordCodec } from "../src/tile/index.ts";
import { HOUR_MS, SECOND_MS } from "../src/time/duration.ts";
import { processingTime } from "../src/time/event-time.ts";
import { hours } from "../src/time/window.ts";

const GROUP_BY: GroupBy = {
  metaData: { name: "shop.sums" },
  sources: [
    { events: { table: "payments", topic: "payments", query: { selects: { user: "user", amount: "amount" } } } },
  ],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [hours(1)] }],
};
let store: KVStore;
let nowMs: number;
const clock = { now: () => processingTime(nowMs) };

async function upload(batchEndDate: string, groupBy = GROUP_BY): Promise<void> {
  const text = writeServingInfo({
    groupBy,
    keyAvroSchema: createRecordCodec("Key", [{ name: "user", type: "string" }]).schemaJson,
    selectedAvroSchema: createRecordCodec("Value", [{ name: "amount", type: "long" }]).schemaJson,
    batchEndDate,
  });
  await putText(text, Date.parse(batchEndDate));
}
const putText = (text: string, tsMillis = 0) =>
  store.multiPut([
    {
      dataset: "SHOP_SUMS_BATCH",
      keyBytes: new TextEncoder().encode(SERVING_INFO_KEY),
      valueBytes: new TextEncoder().encode(text),
      tsMillis,
    },
  ]);
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  store = createMemoryStore();
  nowMs = 0;
});

test("what is not uploaded yet is asked for again", async () => {
  const infos = createStoredServingInfos({ store, clock });
  expect(await infos.get("shop.sums")).toBeNull();
  await upload("2024-01-05");
  expect((await infos.get("shop.sums"))?.batchEndMs).toBe(Date.UTC(2024, 0, 5));
});

test("an info stays for two hours, and eight seconds after a later upload was seen", async () => {
  const infos = createStoredServingInfos({ store, clock });
  const endMs = async () => (await infos.get("shop.sums"))?.batchEndMs;
  await upload("2024-01-05");
  expect(await endMs()).toBe(Date.UTC(2024, 0, 5));
  await upload("2024-01-06");
  nowMs = 8 * SECOND_MS;
  infos.refresh?.("shop.sums");
  await settle();
  expect(await endMs()).toBe(Date.UTC(2024, 0, 5));
  nowMs += 1;
  infos.refresh?.("shop.sums");
  expect(await endMs()).toBe(Date.UTC(2024, 0, 5));
  await settle();
  expect(await endMs()).toBe(Date.UTC(2024, 0, 6));
  await upload("2024-01-07");
  nowMs += 2 * HOUR_MS;
  expect(await endMs()).toBe(Date.UTC(2024, 0, 6));
  await settle();
  expect(await endMs()).toBe(Date.UTC(2024, 0, 6));
  nowMs += 1;
  expect(await endMs()).toBe(Date.UTC(2024, 0, 6));
  await settle();
  expect(await endMs()).toBe(Date.UTC(2024, 0, 7));
});

test("the definition says what the stream holds", async () => {
  const streamed = async (groupBy: GroupBy, tileSizeMs?: number) => {
    await upload("2024-01-05", groupBy);
    const infos = createStoredServingInfos({ store, clock, tileSizeMs: () => tileSizeMs ?? null });
    return (await infos.get("shop.sums"))?.streamed;
  };
  const tiled = { ...GROUP_BY, metaData: { ...GROUP_BY.metaData, customJson: '{"enable_tiling": true}' } };
  expect(await streamed(GROUP_BY)).toEqual({ kind: "events" });
  expect(await streamed(tiled)).toEqual({ kind: "tiles", tileSizeMs: 300_000 });
  expect(await streamed(tiled, HOUR_MS)).toEqual({ kind: "tiles", tileSizeMs: HOUR_MS });
  expect(await streamed({ ...GROUP_BY, accuracy: Accuracy.SNAPSHOT })).toBeNull();
  const entities = { snapshotTable: "users", mutationTopic: "changes", query: { timeColumn: "ts" } };
  expect(await streamed({ ...tiled, sources: [{ entities }] })).toEqual({ kind: "mutations" });
});

test("an info that cannot be read rejects, and is asked for again", async () => {
  const infos = createStoredServingInfos({ store, clock });
  await putText("not JSON");
  await expect(infos.get("shop.sums")).rejects.toMatchObject({ code: "serving/bad-serving-info" });
  await settle();
  await upload("2024-01-05");
  expect(await infos.get("shop.sums")).not.toBeNull();
});
