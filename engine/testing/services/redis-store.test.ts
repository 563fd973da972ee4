import { afterAll, beforeAll } from "vitest";
import { createRedisStore } from "../../src/adapters/redis/index.ts";
import { kvStoreConformance } from "../kv-store-conformance.ts";
import { type RedisCluster, startRedisCluster } from "./redis-cluster.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

const MAX_VALUE_BYTES = 10_000;
let server: RedisServer;
let cluster: RedisCluster;
let spaces = 0;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
});
afterAll(async () => {
  await Promise.all([server?.stop(), cluster?.stop()]);
});

for (const [name, ports] of [
  ["Redis", () => [server.port]],
  ["Redis Cluster", () => cluster.ports],
] as const)
  kvStoreConformance(name, MAX_VALUE_BYTES, async () => {
    const nodes = ports().map((port) => ({ host: "127.0.0.1", port }));
    const store = createRedisStore({ nodes, keyPrefix: `space${spaces++}`, maxValueBytes: MAX_VALUE_BYTES });
    return { store, done: () => store.close() };
  });
