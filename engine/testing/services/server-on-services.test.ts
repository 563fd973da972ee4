import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKafkaLog, type KafkaLog } from "../../src/adapters/kafka/index.ts";
import { createAccess, type EngineHost, handleRequest, openHost, serverSettings } from "../../src/server/index.ts";
import { iceCream, sales, until } from "../server/test-host.ts";
import { BROKER_START_MS, type KafkaBroker, startKafkaBroker } from "./kafka-broker.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";

const WITHIN_MS = 50_000;
/** Alice's key in Avro, in Base64. */
const ALICE = "AgpBbGljZQ==";
let broker: KafkaBroker;
let redis: RedisServer;
let raw: Redis;
/** Another client of the same broker. */
let shop: KafkaLog;
let folder: string;
let hosts: EngineHost[] = [];

beforeAll(async () => {
  [broker, redis] = await Promise.all([startKafkaBroker(), startRedisServer()]);
  raw = new Redis(redis.port, "127.0.0.1");
  shop = createKafkaLog({ brokers: [`127.0.0.1:${broker.port}`], clientId: "shop" });
}, BROKER_START_MS);
afterAll(async () => {
  raw?.disconnect();
  await shop?.close();
  await Promise.all([broker?.stop(), redis?.stop()]);
}, BROKER_START_MS);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tilescope-server-"));
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  hosts = [];
  await raw.flushall();
  for (const topic of await shop.topics()) await shop.dropTopic(topic);
  rmSync(folder, { recursive: true, force: true });
});

/** As the server opens it, from the environment, spoken to by requests. */
async function open() {
  const env = {
    TILESCOPE_DATA: folder,
    TILESCOPE_LOG: `kafka://127.0.0.1:${broker.port}`,
    TILESCOPE_STORE: `redis://127.0.0.1:${redis.port}`,
  };
  const host = await openHost(serverSettings(env, folder));
  hosts.push(host);
  const call = async (method: string, path: string, body?: unknown) => {
    const url = `http://127.0.0.1:3000${path}`;
    const headers = { host: "127.0.0.1:3000" };
    const request = new Request(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const response = await handleRequest(host, request, createAccess("127.0.0.1", {}));
    return { status: response.status, body: await response.json() };
  };
  return { host, call };
}

type Call = Awaited<ReturnType<typeof open>>["call"];

/** The id of a running job of the ice cream shop. */
async function startJob(call: Call, mode: "tiled" | "untiled"): Promise<string> {
  expect([200, 201]).toContain((await call("PUT", "/api/group-bys/ice_cream", iceCream)).status);
  const started = await call("POST", "/api/jobs", { groupBy: "ice_cream", mode });
  expect(started.status).toBe(201);
  return started.body.id;
}

const jobStatus = (call: Call, id: string, events: number) =>
  until(
    async () => (await call("GET", `/api/jobs/${id}`)).body,
    (body) => body.counts.events === events,
    WITHIN_MS,
  );

const failed = (call: Call, id: string) =>
  until(
    async () => (await call("GET", `/api/jobs/${id}`)).body,
    (body) => body.state === "failed",
    WITHIN_MS,
  );

const answersOf = async (call: Call) => {
  const keys = [{ customer_id: "Alice" }, { customer_id: "Bob" }];
  const { status, body } = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", keys);
  expect(status).toBe(200);
  return body.results;
};

/** Features of Alice and Bob, once Alice's count is two. */
const features = (call: Call) =>
  until(
    async () => {
      const keys = [{ customer_id: "Alice" }, { customer_id: "Bob" }];
      const { body } = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", keys);
      return body.results.map((result: { features?: unknown }) => result.features);
    },
    ([alice]) => alice?.customer_id_count_6h === 2,
    WITHIN_MS,
  );
const EXPECTED = [
  { customer_id_count_6h: 2, flavor_last_6h: "olive oil" },
  { customer_id_count_6h: 1, flavor_last_6h: "strawberry" },
];

describe("a server on Kafka and Redis", () => {
  it(
    "runs a job over the log into the store, and goes on after a restart",
    async () => {
      const first = await open();
      expect((await first.call("PUT", "/api/topics/sales", { partitions: 3 })).status).toBe(200);
      expect((await first.call("POST", "/api/topics/sales/events", sales.slice(0, 2))).body.appended).toBe(2);
      const id = await startJob(first.call, "tiled");
      await jobStatus(first.call, id, 2);
      await first.host.close();

      const second = await open();
      await second.call("POST", "/api/topics/sales/events?partition=2", sales.slice(2));
      expect((await jobStatus(second.call, id, 3)).state).toBe("running");
      expect(await features(second.call)).toEqual(EXPECTED);
      // The tile is where Chronon's reader looks for it.
      const key = `chronon:{ICE_CREAM_STREAMING:${ALICE}}:0:300000`;
      expect(await raw.zcard(key)).toBe(1);
      expect(await raw.ttl(key)).toBeGreaterThan(0);
      expect(await raw.keys("chronon:{TILESCOPE_REGISTRY:*}:0:1")).toHaveLength(1);
    },
    3 * WITHIN_MS,
  );

  it(
    "serves the same features from single events",
    async () => {
      const { call } = await open();
      await call("POST", "/api/topics/sales/events", sales);
      await startJob(call, "untiled");
      expect(await features(call)).toEqual(EXPECTED);
      expect(await raw.zcard(`chronon:{ICE_CREAM_STREAMING:${ALICE}}:0:events`)).toBe(2);
    },
    2 * WITHIN_MS,
  );

  it(
    "puts aside what does not decode, and goes on",
    async () => {
      const { call } = await open();
      const encoder = new TextEncoder();
      await shop.createTopic("sales", 2);
      await shop.append("sales", [
        { key: null, value: encoder.encode(JSON.stringify(sales[0])), partition: 1 },
        { key: null, value: encoder.encode("{broken"), partition: 1, headers: { order: "7" } },
        ...sales.slice(1).map((event) => ({ key: null, value: encoder.encode(JSON.stringify(event)), partition: 0 })),
      ]);
      const id = await startJob(call, "tiled");
      expect((await jobStatus(call, id, 4)).counts.invalid).toBe(1);
      expect(await features(call)).toEqual(EXPECTED);
      const letters = await shop.read("sales.dead-letters", 0, 0, 10);
      expect(letters.map(({ value }) => new TextDecoder().decode(value))).toEqual(["{broken"]);
      const headers = letters[0]?.headers?.map(({ name, value }) => [name, new TextDecoder().decode(value)]);
      expect(Object.fromEntries(headers ?? [])).toMatchObject({
        order: "7",
        "tilescope-topic": "sales",
        "tilescope-partition": "1",
        "tilescope-offset": "1",
        "tilescope-reason": expect.stringMatching(/^Not JSON/),
      });
    },
    2 * WITHIN_MS,
  );

  it(
    "fails a job whose topic is removed, and starts anew on the one that is made in its place",
    async () => {
      const { call } = await open();
      await shop.createTopic("sales", 1);
      await call("POST", "/api/topics/sales/events", sales);
      const id = await startJob(call, "tiled");
      await jobStatus(call, id, 3);
      await shop.dropTopic("sales");
      expect((await failed(call, id)).message).toMatch(/sales.*(removed|made anew)|no topic sales/);

      await shop.createTopic("sales", 1);
      await call("POST", "/api/topics/sales/events", sales.slice(0, 1));
      const again = await startJob(call, "tiled");
      await jobStatus(call, again, 1);
      const { body } = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }]);
      expect(body.results[0].features.customer_id_count_6h).toBe(1);

      // Made anew behind the job's back, and longer by the time it looks.
      await shop.dropTopic("sales");
      await shop.createTopic("sales", 1);
      const value = new TextEncoder().encode(JSON.stringify(sales[0]));
      await shop.append(
        "sales",
        Array.from({ length: 5 }, () => ({ key: null, value })),
      );
      expect((await failed(call, again)).message).toContain("sales");
    },
    4 * WITHIN_MS,
  );

  it(
    "says what is wrong with values that are not its own, and serves the others",
    async () => {
      const { call } = await open();
      await call("POST", "/api/topics/sales/events", sales);
      const id = await startJob(call, "tiled");
      await jobStatus(call, id, 3);
      await features(call);
      const tiles = `chronon:{ICE_CREAM_STREAMING:${ALICE}}:0:300000`;
      const own = await raw.zrangeBuffer(tiles, "0", "-1");
      const foreign = [() => raw.zadd(tiles, "0", Buffer.from("x")), () => raw.set(tiles, "a string")];
      for (const put of foreign) {
        await raw.del(tiles);
        await put();
        const [alice, bob] = await answersOf(call);
        expect(alice.warnings[0]).toMatch(/ICE_CREAM_STREAMING \(kv-store\/corrupt\)/);
        expect(bob).toEqual({ status: "Success", entityKeys: { customer_id: "Bob" }, features: EXPECTED[1] });
      }
      await raw.del(tiles);
      await raw.zadd(tiles, "0", Buffer.concat([Buffer.alloc(8), Buffer.from("no tile of ours")]));
      const [undecodable, bob] = await answersOf(call);
      expect(undecodable).toMatchObject({ status: "Failure", error: expect.stringMatching(/./) });
      expect(bob.features).toEqual(EXPECTED[1]);
      await raw.del(tiles);
      await raw.set(tiles, "a string");

      // The job cannot write the tile; once the foreign value is gone, a server that takes it up again can.
      await call("POST", "/api/topics/sales/events", [sales[0]]);
      expect((await failed(call, id)).message).toMatch(/ICE_CREAM_STREAMING.*WRONGTYPE/);
      await raw.del(tiles);
      for (const member of own) await raw.zadd(tiles, "0", member);
      for (const host of hosts.splice(0)) await host.close();
      const { call: later } = await open();
      await jobStatus(later, id, 4);
      expect((await answersOf(later))[0].features.customer_id_count_6h).toBe(3);
    },
    4 * WITHIN_MS,
  );

  it(
    "does not open where something else lies in the place of its registry",
    async () => {
      const { call, host } = await open();
      await call("PUT", "/api/group-bys/ice_cream", iceCream);
      const [key = ""] = await raw.keys("chronon:{TILESCOPE_REGISTRY:*}:0:1");
      await host.close();
      hosts = [];
      await raw.set(key, "a string");
      await expect(open()).rejects.toMatchObject({
        code: "kv-store/corrupt",
        message: expect.stringContaining("TILESCOPE_REGISTRY"),
      });
    },
    2 * WITHIN_MS,
  );

  it("says which service does not answer, and lets go of its folder", async () => {
    const settings = serverSettings({ TILESCOPE_DATA: folder, TILESCOPE_STORE: "redis://127.0.0.1:1" }, folder);
    await expect(openHost(settings)).rejects.toMatchObject({
      code: "kv-store/unavailable",
      message: expect.stringContaining("127.0.0.1:1"),
    });
    const elsewhere = { TILESCOPE_DATA: folder, TILESCOPE_CHECKPOINTS: "redis://:hunter2@127.0.0.1:1" };
    const refused = await openHost(serverSettings(elsewhere, folder)).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "checkpoint-store/unavailable",
      message: expect.stringContaining("127.0.0.1:1"),
    });
    expect(inspect(refused, { depth: 9 })).not.toContain("hunter2");
    const host = await openHost(serverSettings({ TILESCOPE_DATA: folder }, folder));
    await host.close();
  });
});
