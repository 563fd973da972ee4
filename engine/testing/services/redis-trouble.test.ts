import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore } from "../../src/adapters/redis/index.ts";
import type { TilescopeError } from "../../src/errors.ts";
import type { PutRequest } from "../../src/ports/kv-store.ts";
import { processingTime } from "../../src/time/event-time.ts";
import { rejection } from "../kv-store-conformance.ts";
import { type RedisCluster, startRedisCluster } from "./redis-cluster.ts";
import { startRedisServer } from "./redis-server.ts";
import { hex, values } from "./redis-values.ts";

const NOW_MS = Date.parse("2024-01-10T10:30:00Z");
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(async () => {
  await cluster?.stop();
});

const node = (port: number) => ({ host: "127.0.0.1", port });

describe("a Redis in trouble", () => {
  const event = (value: number): PutRequest => ({
    dataset: "A_STREAMING",
    keyBytes: hex("01"),
    valueBytes: Buffer.from([value]),
    tsMillis: 5,
  });
  const impatient = { timeoutMs: 300, failuresToOpen: 1_000 };

  it("says that nobody answers, within the time", async () => {
    const store = createRedisStore({ nodes: [node(1)], ...impatient });
    for (const call of [
      () => store.create("A"),
      () => store.list(),
      () => store.drop("A"),
      () => store.multiPut([event(1)]),
      () => store.multiGet([{ dataset: "A", keyBytes: hex("01") }]),
    ])
      expect(await rejection(call())).toBe("kv-store/unavailable");
    const error = await store.list().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("127.0.0.1:1");
    expect((error as TilescopeError).cause).toBeInstanceOf(Error);
    await store.close();
    expect(await rejection(store.list())).toBe("kv-store/closed");
  });

  it("connects again when the server is back, and stores an event once that was put again", async () => {
    const own = await startRedisServer();
    try {
      const store = createRedisStore({ nodes: [node(own.port)], ...impatient });
      const [first, second] = [event(1), event(2)];
      await eventually(async () => {
        await store.multiPut([first]);
      });
      await own.crash();
      expect(await rejection(store.multiPut([second]))).toBe("kv-store/unavailable");
      await own.restart();
      await eventually(async () => {
        await store.multiPut([second]);
      });
      expect((await values(store, "A_STREAMING", hex("01"), 0)).map((value) => value.hex)).toEqual(["01", "02"]);

      own.pause();
      const third = event(3);
      expect(await rejection(store.multiPut([third]))).toBe("kv-store/unavailable");
      own.resume();
      await eventually(async () => {
        await store.multiPut([third]);
      });
      // The silent server may have read the first try when it woke up: that is no second event.
      expect((await values(store, "A_STREAMING", hex("01"), 0)).map((value) => value.hex)).toEqual(["01", "02", "03"]);
      await store.close();
    } finally {
      await own.stop();
    }
  });

  it("spares a server that does not answer, then tries one call", async () => {
    const own = await startRedisServer();
    let nowMs = NOW_MS;
    try {
      const store = createRedisStore({
        nodes: [node(own.port)],
        timeoutMs: 200,
        failuresToOpen: 2,
        openMs: 1_000,
        clock: { now: () => processingTime(nowMs) },
      });
      await eventually(() => {
        nowMs += 1_000;
        return store.create("A");
      });
      own.pause();
      for (let i = 0; i < 2; i++) expect(await rejection(store.list())).toBe("kv-store/unavailable");
      own.resume();
      // Open: not even asked, although the server would answer.
      const refused = await store.list().catch((error: Error) => error.message);
      expect(refused).toContain("none is sent");
      nowMs += 1_000;
      await eventually(async () => {
        nowMs += 1_000;
        expect(await store.list()).toEqual(["A"]);
      });
      expect(await store.list()).toEqual(["A"]);
      await store.close();
    } finally {
      await own.stop();
    }
  });

  it("answers for the other masters while one of a cluster is silent", async () => {
    const store = createRedisStore({ nodes: cluster.ports.map(node), timeoutMs: 2_000 });
    const puts = Array.from({ length: 60 }, (_, i) => ({ ...event(i), keyBytes: Buffer.from([i]) }));
    expect(await store.multiPut(puts)).toEqual(puts.map(() => true));
    const paused = cluster.servers.at(-1);
    paused?.pause();
    try {
      const responses = await store.multiGet(puts.map(({ dataset, keyBytes }) => ({ dataset, keyBytes })));
      const codes = responses.map((response) => (response.ok ? "ok" : (response.error as TilescopeError).code));
      expect(new Set(codes)).toEqual(new Set(["ok", "kv-store/unavailable"]));
    } finally {
      paused?.resume();
    }
    await eventually(async () => {
      const responses = await store.multiGet(puts.map(({ dataset, keyBytes }) => ({ dataset, keyBytes })));
      expect(responses.every((response) => response.ok && response.values.length === 1)).toBe(true);
    });
    await store.close();
  });

  it("says that the memory is full", async () => {
    const own = await startRedisServer();
    const admin = new Redis(own.port, "127.0.0.1");
    try {
      const store = createRedisStore({ nodes: [node(own.port)] });
      await store.multiPut([event(1)]);
      await admin.config("SET", "maxmemory", "1");
      expect(await rejection(store.multiPut([event(2)]))).toBe("kv-store/disk-full");
      expect(await values(store, "A_STREAMING", hex("01"), 0)).toHaveLength(1);
      await store.close();
    } finally {
      admin.disconnect();
      await own.stop();
    }
  });
});

/** Repeats what may fail until the connection is back. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
