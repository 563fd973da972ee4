import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type ClientError, createClient, type FeatureKeys } from "../../src/client/index.ts";
import { freePorts } from "../services/free-ports.ts";
import { type LeanServer, startLeanServer } from "./lean-server.ts";
import { iceCream, until } from "./test-host.ts";

const TOKEN = "a-secret-of-25-characters";
let server: LeanServer | null = null;
const closing: (() => void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await server?.close();
  server = null;
});

async function startShop() {
  server = await startLeanServer({ env: { TILESCOPE_TOKEN: TOKEN } });
  const { host, server: http } = server;
  await host.catalog.putGroupBy("a/b é", {
    ...iceCream,
    aggregations: [{ inputColumn: "amount", operation: 7, argMap: {}, windows: [{ length: 6, timeUnit: 0 }] }],
    sources: [
      {
        events: {
          ...iceCream.sources[0]?.events,
          query: { selects: { amount: "amount", customer_id: "customer_id" }, timeColumn: "created", setups: [] },
        },
      },
    ],
  } as never);
  const events = [
    '{"customer_id":"Alice","created":1000,"amount":9007199254740993}',
    '{"customer_id":"Bob","created":1000,"amount":2}',
  ];
  await host.parts.log.createTopic("sales", 1);
  await host.parts.log.append(
    "sales",
    events.map((text) => ({ key: null, value: new TextEncoder().encode(text) })),
  );
  const schema = [
    { name: "customer_id", type: "string" },
    { name: "created", type: "long" },
    { name: "amount", type: "long" },
  ] as const;
  const settings = {
    mode: "tiled",
    trigger: { kind: "every-element" },
    outOfOrdernessMs: 0,
    idlenessMs: 1_000,
  } as const;
  const { id } = await host.jobs.start({ groupBy: "a/b é", settings, schema, workers: 1, savepoint: null });
  await until(
    () => host.jobs.status(id),
    ({ counts }) => counts.writes === 2,
  );
  return createClient({ url: `http://127.0.0.1:${http.port}/`, token: TOKEN });
}

/** A server that answers each request as the next of these says. */
async function startScript(script: readonly ((response: import("node:http").ServerResponse) => void)[]) {
  let asked = 0;
  const scripted = createServer((_request, response) => {
    const step = script[Math.min(asked++, script.length - 1)];
    step?.(response);
  });
  await new Promise<void>((resolve) => scripted.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    scripted.closeAllConnections();
    scripted.close();
  });
  return { url: `http://127.0.0.1:${(scripted.address() as AddressInfo).port}`, asked: () => asked };
}

const answer = (status: number, body: string) => (response: import("node:http").ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
};
const failure = async (call: Promise<unknown>): Promise<ClientError> =>
  call.then(
    () => Promise.reject(new Error("It did not fail")),
    (error: ClientError) => error,
  );

describe("the client", () => {
  it("fetches features key by key, with exact longs", async () => {
    const client = await startShop();
    const keys: FeatureKeys[] = [
      { customer_id: "Alice" },
      { customer_id: "Bob" },
      { wrong: 1 },
      { customer_id: "Zoe" },
    ];
    const results = await client.fetchFeatures("a/b é", keys, { atMillis: 2_000 });
    expect(results.map(({ status }) => status)).toEqual(["Success", "Success", "Failure", "Success"]);
    expect(results.slice(0, 2)).toMatchObject([
      { entityKeys: keys[0], features: { amount_sum_6h: "9007199254740993" } },
      { entityKeys: keys[1], features: { amount_sum_6h: 2 } },
    ]);
    expect(results[2]).toMatchObject({ error: expect.stringContaining("customer_id") });
    expect(await client.fetchFeatures("a/b é", [])).toEqual([]);
  });

  it("pings and reads how the server is set up", async () => {
    const client = await startShop();
    await client.ping();
    expect(await client.config()).toEqual({ service: "tilescope", log: "memory", store: "memory", groupBys: 1 });
  });

  it("says what the server refuses, with its code", async () => {
    const client = await startShop();
    expect(await failure(client.fetchFeatures("none", []))).toMatchObject({
      kind: "http",
      status: 404,
      code: "group-by/unknown",
      message: 'There is no GroupBy "none".',
    });
    const url = `http://127.0.0.1:${server?.server.port}`;
    expect(await failure(createClient({ url }).config())).toMatchObject({ status: 401, code: "request/no-token" });
    expect(await failure(client.fetchFeatures("none", [], { atMillis: 1.5 }))).toMatchObject({
      code: "request/bad-time",
    });
  });

  it("says that nothing is there", async () => {
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    expect(await failure(createClient({ url, retries: 1 }).ping())).toMatchObject({
      kind: "network",
      status: null,
      message: expect.stringContaining(url),
    });
  });

  it("tries again what may pass, and nothing else", async () => {
    const busy = answer(503, '{"errors":["Busy."],"code":"server/busy"}');
    const away = answer(500, '{"errors":["Away."],"code":"server/stores-unavailable"}');
    const cut = (response: import("node:http").ServerResponse) => response.destroy();
    const passing = await startScript([busy, away, cut, answer(200, '{"results":[]}')]);
    expect(await createClient({ url: passing.url, retries: 3 }).fetchFeatures("x", [])).toEqual([]);
    expect(passing.asked()).toBe(4);
    const lasting = await startScript([busy]);
    expect(await failure(createClient({ url: lasting.url }).ping())).toMatchObject({ status: 503, message: "Busy." });
    expect(lasting.asked()).toBe(3);
    const broken = await startScript([answer(500, '{"errors":["Broken."],"code":"server/failed"}')]);
    expect(await failure(createClient({ url: broken.url }).ping())).toMatchObject({
      status: 500,
      code: "server/failed",
    });
    expect(broken.asked()).toBe(1);
  });

  it("waits no longer than it was told, with all its tries", async () => {
    const silent = await startScript([() => undefined]);
    expect(await failure(createClient({ url: silent.url, timeoutMs: 100 }).ping())).toMatchObject({ kind: "timeout" });
    const busy = await startScript([answer(503, "{}")]);
    const client = createClient({ url: busy.url, timeoutMs: 300, retries: 1_000 });
    expect(await failure(client.ping())).toMatchObject({ kind: "timeout" });
  });

  it("gives up when it is told, before, during and between tries", async () => {
    const silent = await startScript([() => undefined]);
    const client = createClient({ url: silent.url });
    expect(await failure(client.ping({ signal: AbortSignal.abort() }))).toMatchObject({ kind: "aborted" });
    expect(silent.asked()).toBe(0);
    expect(await failure(client.ping({ signal: AbortSignal.timeout(50) }))).toMatchObject({ kind: "aborted" });
    const busy = await startScript([answer(503, "{}")]);
    const patient = createClient({ url: busy.url, retries: 1_000 });
    expect(await failure(patient.ping({ signal: AbortSignal.timeout(100) }))).toMatchObject({ kind: "aborted" });
  });

  it("does not take another server's answers for ours", async () => {
    const html = await startScript([answer(200, "<html>")]);
    expect(await failure(createClient({ url: html.url }).config())).toMatchObject({ kind: "not-understood" });
    const other = await startScript([answer(200, '{"result":[]}')]);
    expect(await failure(createClient({ url: other.url }).fetchFeatures("x", [{ a: 1 }]))).toMatchObject({
      kind: "not-understood",
    });
    const proxy = await startScript([answer(502, "<html>Bad gateway")]);
    expect(await failure(createClient({ url: proxy.url }).ping())).toMatchObject({
      kind: "http",
      status: 502,
      code: null,
    });
  });
});
