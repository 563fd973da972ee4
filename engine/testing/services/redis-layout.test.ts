import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore, type RedisSettings } from "../../src/adapters/redis/index.ts";
import type { TilescopeError } from "../../src/errors.ts";
import type { KVStore, PutRequest } from "../../src/ports/kv-store.ts";
import { processingTime } from "../../src/time/event-time.ts";
import { rejection } from "../kv-store-conformance.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import { hex, values } from "./redis-values.ts";

const NOW_MS = Date.parse("2024-01-10T10:30:00Z");
const clock = { now: () => processingTime(NOW_MS) };
let server: RedisServer;
let raw: Redis;
let spaces = 0;

beforeAll(async () => {
  server = await startRedisServer();
  raw = new Redis(server.port, "127.0.0.1");
});
afterAll(async () => {
  raw?.disconnect();
  await server?.stop();
});

/** A store in a part of the server that nothing else uses. */
const openSingle = (more: Partial<RedisSettings> = {}): KVStore =>
  createRedisStore({
    nodes: [{ host: "127.0.0.1", port: server.port }],
    keyPrefix: `space${spaces++}`,
    clock,
    ...more,
  });

/** The worked example of the layout: sum, count, average and last two of the refunds 64 and 128 of user "5". */
const EXAMPLE = {
  dataset: "QUICKSTART_RETURNS_V1__0_STREAMING",
  batchDataset: "QUICKSTART_RETURNS_V1__0_BATCH",
  keyBytes: hex("02 02 35"),
  tile: hex(
    "02 02 80 03 02 04 02 02 00 00 00 00 00 00 68 40 02 04 02 04 02 c0 ad 8b ad 9e 63 02 80 01" +
      "02 b0 d1 df ae 9e 63 02 80 02 00 02 00",
  ),
  startMs: 1_704_880_800_000,
  batchEndMs: 1_704_844_800_000,
  key: "chronon:{QUICKSTART_RETURNS_V1__0_STREAMING:AgI1}:1704844800000:3600000",
  member: hex("00 00 01 8c f2 d0 81 00"),
};
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const DAYS_5 = 432_000;

describe("layout in Redis", () => {
  it("writes the bytes of the worked example", async () => {
    const store = openSingle({ keyPrefix: "chronon" });
    const { dataset, batchDataset, keyBytes, tile, startMs, batchEndMs } = EXAMPLE;
    await store.multiPut([
      { dataset, keyBytes, valueBytes: tile, tsMillis: startMs + 1_799_000, tile: { startMs, sizeMs: HOUR_MS } },
      { dataset: batchDataset, keyBytes, valueBytes: Buffer.from([1]), tsMillis: batchEndMs },
      {
        dataset: batchDataset,
        keyBytes: Buffer.from("group_by_serving_info"),
        valueBytes: Buffer.from("{}"),
        tsMillis: batchEndMs,
      },
      {
        dataset: "CHRONON_METADATA",
        keyBytes: Buffer.from("joins/quickstart.training_set.v2__0"),
        valueBytes: Buffer.from("{}"),
        tsMillis: batchEndMs,
      },
    ]);
    expect(await raw.zrangeBuffer(EXAMPLE.key, "0", "-1", "WITHSCORES")).toEqual([
      Buffer.concat([EXAMPLE.member, tile]),
      Buffer.from(String(startMs)),
    ]);
    expect(await raw.getBuffer("chronon:{QUICKSTART_RETURNS_V1__0_BATCH:AgI1}")).toEqual(
      hex("00 00 01 8c f0 ab 30 00 01"),
    );
    const servingInfo = "chronon:{QUICKSTART_RETURNS_V1__0_BATCH:Z3JvdXBfYnlfc2VydmluZ19pbmZv}";
    expect(await raw.getBuffer(servingInfo)).toEqual(
      Buffer.concat([hex("00 00 01 8c f0 ab 30 00"), Buffer.from("{}")]),
    );
    const metadata = "chronon:{CHRONON_METADATA:am9pbnMvcXVpY2tzdGFydC50cmFpbmluZ19zZXQudjJfXzA=}";
    expect(await raw.getBuffer(metadata)).not.toBeNull();
    await store.close();
  });

  it("lets values expire, metadata and serving info not", async () => {
    const store = openSingle({ keyPrefix: "chronon" });
    const batch = "chronon:{QUICKSTART_RETURNS_V1__0_BATCH";
    for (const key of [EXAMPLE.key, `${batch}:AgI1}`, "chronon:{QUICKSTART_RETURNS_V1__0_STREAMING:AgI1}:slots"])
      expect(await raw.ttl(key)).toBeGreaterThan(DAYS_5 - 100);
    expect(await raw.ttl(`${batch}:Z3JvdXBfYnlfc2VydmluZ19pbmZv}`)).toBe(-1);
    expect(await raw.ttl("chronon:{CHRONON_METADATA:am9pbnMvcXVpY2tzdGFydC50cmFpbmluZ19zZXQudjJfXzA=}")).toBe(-1);
    await store.close();

    const short = openSingle({ keyPrefix: "ttl", ttlSeconds: 60 });
    const eternal = openSingle({ keyPrefix: "no-ttl", ttlSeconds: null });
    const event = { dataset: "A_STREAMING", keyBytes: hex("01"), valueBytes: hex("02"), tsMillis: 5 };
    const tile = { ...event, tile: { startMs: 0, sizeMs: 10 }, version: 3 };
    for (const one of [short, eternal]) await one.multiPut([event, tile]);
    for (const kind of ["slots", "0:events", "0:10", "0:10:versions"]) {
      const ttl = await raw.ttl(`ttl:{A_STREAMING:AQ==}:${kind}`);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(60);
      expect(await raw.ttl(`no-ttl:{A_STREAMING:AQ==}:${kind}`)).toBe(-1);
    }
    await Promise.all([short.close(), eternal.close()]);
  });

  it("reads what the other writer of the layout left", async () => {
    const keyPrefix = `space${spaces++}`;
    const entity = `${keyPrefix}:{${EXAMPLE.dataset}:AgI1}`;
    const member = Buffer.concat([EXAMPLE.member, EXAMPLE.tile]);
    await raw.zadd(`${entity}:${EXAMPLE.batchEndMs}:${HOUR_MS}`, EXAMPLE.startMs, member);
    await raw.set(`${keyPrefix}:{${EXAMPLE.batchDataset}:AgI1}`, hex("00 00 01 8c f0 ab 30 00 07"));
    // Two members of one score are what two of its writers leave when they meet.
    await raw.zadd(
      `${entity}:${EXAMPLE.batchEndMs + DAY_MS}:300000`,
      EXAMPLE.batchEndMs + DAY_MS,
      Buffer.concat([hex("00 00 01 8c f5 d1 8c 00"), hex("01")]),
    );
    await raw.zadd(
      `${entity}:${EXAMPLE.batchEndMs + DAY_MS}:300000`,
      EXAMPLE.batchEndMs + DAY_MS,
      Buffer.concat([hex("00 00 01 8c f5 d1 8c 00"), hex("02")]),
    );
    const tiles = [
      {
        hex: EXAMPLE.tile.toString("hex"),
        millis: EXAMPLE.startMs,
        tile: { startMs: EXAMPLE.startMs, sizeMs: HOUR_MS },
      },
      {
        hex: "02",
        millis: EXAMPLE.batchEndMs + DAY_MS,
        tile: { startMs: EXAMPLE.batchEndMs + DAY_MS, sizeMs: 300_000 },
      },
    ];
    for (const nowMs of [NOW_MS, NOW_MS + 1_000 * DAY_MS]) {
      const store = openSingle({ keyPrefix, clock: { now: () => processingTime(nowMs) } });
      expect(await values(store, EXAMPLE.dataset, EXAMPLE.keyBytes, EXAMPLE.batchEndMs)).toEqual(tiles);
      expect(await values(store, EXAMPLE.dataset, EXAMPLE.keyBytes, EXAMPLE.startMs + 1)).toEqual(tiles.slice(1));
      expect(await values(store, EXAMPLE.batchDataset, EXAMPLE.keyBytes)).toEqual([
        { hex: "07", millis: EXAMPLE.batchEndMs, tile: undefined },
      ]);
      await store.close();
    }
    const store = openSingle({ keyPrefix });
    expect(await values(store, EXAMPLE.dataset, EXAMPLE.keyBytes)).toEqual(tiles.slice(1));
    const own = { dataset: EXAMPLE.dataset, keyBytes: EXAMPLE.keyBytes, valueBytes: hex("09") };
    const startMs = EXAMPLE.batchEndMs + DAY_MS;
    await store.multiPut([{ ...own, tsMillis: startMs, tile: { startMs, sizeMs: 300_000 } }]);
    expect(
      (await values(store, EXAMPLE.dataset, EXAMPLE.keyBytes, EXAMPLE.batchEndMs)).map((value) => value.hex),
    ).toEqual([EXAMPLE.tile.toString("hex"), "09"]);
    await store.drop(EXAMPLE.dataset);
    expect(await raw.keys(`${keyPrefix}:*`)).toEqual([`${keyPrefix}:{${EXAMPLE.batchDataset}:AgI1}`]);
    await store.close();

    const blind = openSingle({ keyPrefix, foreignTileSizesMs: [] });
    await raw.zadd(`${entity}:${EXAMPLE.batchEndMs}:${HOUR_MS}`, EXAMPLE.startMs, member);
    expect(await values(blind, EXAMPLE.dataset, EXAMPLE.keyBytes, EXAMPLE.batchEndMs)).toEqual([]);
    await blind.close();
  });

  it("keeps the later of two batch values, whichever comes last", async () => {
    const store = openSingle();
    const put = (tsMillis: number, value: string) => ({
      dataset: "A_BATCH",
      keyBytes: hex("01"),
      valueBytes: hex(value),
      tsMillis,
    });
    await store.multiPut([put(2_000, "02")]);
    expect(await store.multiPut([put(1_000, "01")])).toEqual([true]);
    expect(await values(store, "A_BATCH", hex("01"))).toMatchObject([{ hex: "02", millis: 2_000 }]);
    await store.multiPut([put(2_000, "03"), put(-5, "00")]);
    expect(await values(store, "A_BATCH", hex("01"))).toMatchObject([{ hex: "03", millis: 2_000 }]);
    await store.close();
  });

  it("stores all tiles of a call but the one whose place holds something else, the last put of each", async () => {
    const keyPrefix = `space${spaces++}`;
    const store = openSingle({ keyPrefix });
    const tile = (key: number, value: number): PutRequest => ({
      dataset: "A_STREAMING",
      keyBytes: Uint8Array.of(key),
      valueBytes: Uint8Array.of(value),
      tsMillis: 5,
      tile: { startMs: 0, sizeMs: 300_000 },
    });
    const damaged = 7;
    await raw.set(`${keyPrefix}:{A_STREAMING:${Buffer.from([damaged]).toString("base64")}}:0:300000`, "no sorted set");
    const keys = Array.from({ length: 45 }, (_, key) => key);
    const twice = [...keys.map((key) => tile(key, 1)), ...keys.map((key) => tile(key, 2))];
    const event: PutRequest = { dataset: "B_BATCH", keyBytes: hex("01"), valueBytes: hex("09"), tsMillis: 1 };
    const stored = await store.multiPut([...twice.slice(0, 30), event, ...twice.slice(30)]);
    expect(stored.filter((one) => !one)).toHaveLength(2);
    expect([stored[damaged], stored[keys.length + 1 + damaged]]).toEqual([false, false]);
    for (const key of keys) {
      if (key === damaged) continue;
      const found = await values(store, "A_STREAMING", Uint8Array.of(key), 0);
      expect(found.map((value) => value.hex)).toEqual(["02"]);
    }
    expect(await values(store, "B_BATCH", hex("01"))).toMatchObject([{ hex: "09" }]);
    await store.close();
  });

  it("fails a damaged value alone", async () => {
    const keyPrefix = `space${spaces++}`;
    const store = openSingle({ keyPrefix });
    await raw.set(`${keyPrefix}:{A_BATCH:AQ==}`, "short");
    await raw.set(`${keyPrefix}:{A_STREAMING:AQ==}:slots`, "not a sorted set");
    await raw.zadd(`${keyPrefix}:{B_STREAMING:AQ==}:0:events`, 0, "short");
    await raw.zadd(`${keyPrefix}:{B_STREAMING:AQ==}:slots`, 0, "0:events");
    const datasets = ["A_BATCH", "A_STREAMING", "B_STREAMING", "C_BATCH"];
    const responses = await store.multiGet(
      datasets.map((dataset) => ({ dataset, keyBytes: hex("01"), afterTsMillis: Number.NEGATIVE_INFINITY })),
    );
    expect(
      responses.map((response) => (response.ok ? response.values : (response.error as TilescopeError).code)),
    ).toEqual(["kv-store/corrupt", "kv-store/corrupt", "kv-store/corrupt", []]);
    await store.close();
  });

  it("forgets the places of expired values", async () => {
    const keyPrefix = `space${spaces++}`;
    const store = openSingle({ keyPrefix });
    const put = (tsMillis: number) => ({
      dataset: "A_STREAMING",
      keyBytes: hex("01"),
      valueBytes: hex("02"),
      tsMillis,
    });
    await store.multiPut([put(0), put(DAY_MS)]);
    await raw.del(`${keyPrefix}:{A_STREAMING:AQ==}:0:events`);
    await store.multiPut([put(2 * DAY_MS)]);
    expect(await raw.zrange(`${keyPrefix}:{A_STREAMING:AQ==}:slots`, "0", "-1")).toEqual([
      `${DAY_MS}:events`,
      `${2 * DAY_MS}:events`,
    ]);
    await store.close();
  });

  it("refuses names that would break the hash tag", async () => {
    const store = openSingle();
    expect(await rejection(store.create("a}b"))).toBe("kv-store/bad-name");
    expect(await rejection(store.drop("{"))).toBe("kv-store/bad-name");
    await store.multiPut([{ dataset: "a:b*?[c]\\", keyBytes: hex("01"), valueBytes: hex("02"), tsMillis: 1 }]);
    await store.multiPut([{ dataset: "a", keyBytes: hex("01"), valueBytes: hex("02"), tsMillis: 1 }]);
    await store.drop("a");
    expect(await values(store, "a:b*?[c]\\", hex("01"))).toHaveLength(1);
    await store.drop("a:b*?[c]\\");
    expect(await values(store, "a:b*?[c]\\", hex("01"))).toEqual([]);
    await store.close();
  });

  it("never shows a tile missing or twice while it is replaced by several writers, and ends with the newest", async () => {
    const keyPrefix = `space${spaces++}`;
    const stores = Array.from({ length: 3 }, () => openSingle({ keyPrefix }));
    const [reader = openSingle({ keyPrefix })] = stores;
    const put = (version: number): PutRequest => ({
      dataset: "A_STREAMING",
      keyBytes: hex("01"),
      valueBytes: Buffer.from([version >> 8, version & 255]),
      tsMillis: 5,
      tile: { startMs: 0, sizeMs: 300_000 },
      version,
    });
    await reader.multiPut([put(0)]);
    let writing = true;
    const counts: number[] = [];
    const seen: number[] = [];
    const reading = (async () => {
      while (writing) {
        const found = await values(reader, "A_STREAMING", hex("01"), 0);
        counts.push(found.length);
        seen.push(Number.parseInt(found[0]?.hex ?? "-1", 16));
      }
    })();
    // Each writer sends its versions in an order of its own.
    await Promise.all(
      stores.map(async (store, writer) => {
        for (let i = 0; i < 300; i++) await store.multiPut([put(1 + ((i * 7 + writer * 100) % 300))]);
      }),
    );
    writing = false;
    await reading;
    expect(new Set(counts)).toEqual(new Set([1]));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await values(reader, "A_STREAMING", hex("01"), 0)).toMatchObject([{ hex: "012c" }]);
    for (const store of stores) await store.close();
  });
});
