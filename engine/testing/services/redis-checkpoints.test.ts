import { inspect } from "node:util";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisCheckpoints, type RedisCheckpointSettings } from "../../src/adapters/redis/index.ts";
import { checkpointStoreConformance } from "../checkpoint-store-conformance.ts";
import { rejection } from "../kv-store-conformance.ts";
import { type RedisCluster, startRedisCluster } from "./redis-cluster.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

let server: RedisServer;
let cluster: RedisCluster;
let raw: Redis;
let spaces = 0;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
  raw = new Redis(server.port, "127.0.0.1");
});
afterAll(async () => {
  raw?.disconnect();
  await Promise.all([server?.stop(), cluster?.stop()]);
});

const open = (more: Partial<RedisCheckpointSettings> = {}) =>
  createRedisCheckpoints({
    nodes: [{ host: "127.0.0.1", port: server.port }],
    keyPrefix: `space${spaces++}`,
    ...more,
  });

for (const [name, ports, partBytes] of [
  ["Redis", () => [server.port], 8 * 1024 * 1024],
  ["Redis Cluster", () => cluster.ports, 100_000],
] as const)
  checkpointStoreConformance(name, async () => {
    const nodes = ports().map((port) => ({ host: "127.0.0.1", port }));
    const checkpoints = open({ nodes, partBytes });
    return { checkpoints, done: () => checkpoints.close() };
  });

describe("checkpoints in Redis", () => {
  const large = (value: number) => new Uint8Array(1_000).fill(value);
  const keys = async (prefix: string) => (await raw.keys(`${prefix}:*`)).map((key) => key.slice(prefix.length)).sort();

  it("keep a large value in parts, and remove them with it", async () => {
    const keyPrefix = "parts";
    const checkpoints = open({ keyPrefix, partBytes: 300 });
    await checkpoints.save("job/{1}", 1, large(1));
    await checkpoints.save("job/{1}", 2, large(2));
    const base = ":tilescope:checkpoints:{job%2F%7B1%7D}";
    const stored = await keys(keyPrefix);
    expect(stored.filter((key) => key.startsWith(`${base}:part:`))).toHaveLength(8);
    for (const key of stored) expect(await raw.pttl(keyPrefix + key)).toBe(-1);
    await checkpoints.save("job/{1}", 1, Uint8Array.of(1));
    expect(await keys(keyPrefix)).toHaveLength(6);
    await checkpoints.prune("job/{1}", 0);
    expect(await keys(keyPrefix)).toEqual([]);
    await checkpoints.save("job/{1}", 3, large(3));
    await checkpoints.drop("job/{1}");
    expect(await keys(keyPrefix)).toEqual([]);
    await checkpoints.close();
  });

  it("are absent when their writer ended among the parts, which then end too", async () => {
    const keyPrefix = "crash";
    const checkpoints = open({ keyPrefix, partBytes: 300 });
    await checkpoints.save("job", 1, large(1));
    await checkpoints.claim("job", 9);
    // Refused at its last step, as if the process had ended before it.
    expect(await rejection(checkpoints.save("job", 2, large(2), 8))).toBe("checkpoint-store/fenced");
    expect(await checkpoints.list("job")).toEqual([1]);
    expect((await checkpoints.latest("job"))?.bytes).toEqual(large(1));
    const parts = (await keys(keyPrefix)).filter((key) => key.includes(":part:"));
    const ending = await Promise.all(parts.map((key) => raw.pttl(keyPrefix + key)));
    expect(ending.filter((ms) => ms > 0)).toHaveLength(4);
    expect(ending.filter((ms) => ms === -1)).toHaveLength(4);
    await checkpoints.close();
  });

  it("are reported when they are damaged or lack a part", async () => {
    const keyPrefix = "damage";
    const checkpoints = open({ keyPrefix, partBytes: 300 });
    await checkpoints.save("job", 1, large(1));
    await checkpoints.save("job", 2, Uint8Array.of(1, 2, 3));
    const [part = ""] = await raw.keys(`${keyPrefix}:*:part:*`);
    await raw.del(part);
    expect(await rejection(checkpoints.load("job", 1))).toBe("checkpoint-store/corrupt");
    const head = (await raw.hgetBuffer(`${keyPrefix}:tilescope:checkpoints:{job}:heads`, "2")) as Buffer;
    head[head.length - 1] = 9;
    await raw.hset(`${keyPrefix}:tilescope:checkpoints:{job}:heads`, "2", head);
    expect(await rejection(checkpoints.latest("job"))).toBe("checkpoint-store/corrupt");
    expect(await checkpoints.list("job")).toEqual([1, 2]);
    await checkpoints.close();
  });

  it("are read whole while others replace them", async () => {
    const checkpoints = open({ keyPrefix: "busy", partBytes: 200 });
    await checkpoints.save("job", 1, large(0));
    let isWriting = true;
    const writing = (async () => {
      for (let i = 1; i < 60; i++) await checkpoints.save("job", 1, large(i));
      isWriting = false;
    })();
    let reads = 0;
    while (isWriting) {
      const bytes = await checkpoints.load("job", 1).catch(() => null);
      if (bytes !== null) {
        expect(new Set(bytes).size).toBe(1);
        reads++;
      }
    }
    await writing;
    expect(reads).toBeGreaterThan(0);
    await checkpoints.close();
  });

  it("survive a crash of a Redis that keeps an append-only file", async () => {
    const own = await startRedisServer();
    try {
      const checkpoints = open({ nodes: [{ host: "127.0.0.1", port: own.port }], partBytes: 300, timeoutMs: 10_000 });
      await checkpoints.save("job", 1, large(1));
      await checkpoints.save("job", 2, Uint8Array.of(2));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await own.crash();
      await own.restart();
      expect(await checkpoints.list("job")).toEqual([1, 2]);
      expect(await checkpoints.load("job", 1)).toEqual(large(1));
      await checkpoints.close();
    } finally {
      await own.stop();
    }
  });

  it("say what is wrong: too large, no memory, nobody there, a wrong password", async () => {
    const small = open({ maxCheckpointBytes: 10 });
    expect(await rejection(small.save("job", 1, new Uint8Array(11)))).toBe("checkpoint-store/too-large");
    await small.save("job", 1, new Uint8Array(10));
    await small.close();

    const absent = open({ nodes: [{ host: "127.0.0.1", port: 1 }], password: "hunter2", timeoutMs: 300 });
    const error = await absent.list("job").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "checkpoint-store/unavailable",
      message: expect.stringContaining("127.0.0.1:1"),
    });
    expect(String(error)).not.toContain("hunter2");
    await absent.close();

    const own = await startRedisServer();
    const admin = new Redis(own.port, "127.0.0.1");
    try {
      const nodes = [{ host: "127.0.0.1", port: own.port }];
      const full = open({ nodes });
      await full.save("job", 1, Uint8Array.of(1));
      await admin.config("SET", "maxmemory", "1");
      expect(await rejection(full.save("job", 2, Uint8Array.of(2)))).toBe("checkpoint-store/disk-full");
      expect(await full.list("job")).toEqual([1]);
      await full.close();
      await admin.config("SET", "maxmemory", "0");
      await admin.config("SET", "requirepass", "hunter2");
      const stranger = open({ nodes, password: "hunter3", timeoutMs: 500 });
      const refused = await stranger.list("job").catch((thrown: unknown) => thrown);
      expect(refused).toMatchObject({ code: "checkpoint-store/unavailable" });
      expect(String(refused)).toMatch(/WRONGPASS/);
      expect(inspect(refused, { depth: 9, showHidden: true })).not.toMatch(/hunter/);
      await stranger.close();
    } finally {
      admin.disconnect();
      await own.stop();
    }
  });
});
