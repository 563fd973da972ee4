import { afterEach, describe, expect, it } from "vitest";
import { TilescopeError } from "../../src/errors.ts";
import type { EngineHost } from "../../src/server/index.ts";
import { iceCream, memoryParts, openTestHost, sales, until } from "./test-host.ts";

const open: EngineHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

/** A server on ports of which calls can be held up, or made to fail. */
async function started() {
  const parts = memoryParts();
  const trouble = { log: null as TilescopeError | null, store: null as Promise<void> | null };
  const log = {
    ...parts.log,
    topicId: async (topic: string) => {
      if (trouble.log !== null) throw trouble.log;
      return parts.log.topicId(topic);
    },
  };
  const reads = { count: 0 };
  const read: typeof log.read = (...args) => {
    reads.count++;
    return parts.log.read(...args);
  };
  const store: typeof parts.store = {
    ...parts.store,
    multiPut: async (requests) => {
      if (requests.some(({ dataset }) => dataset.endsWith("_STREAMING"))) await trouble.store;
      return parts.store.multiPut(requests);
    },
  };
  const server = await openTestHost({ ...parts, log: { ...log, read }, store });
  open.push(server.host);
  await server.call("PUT", "/api/group-bys/ice_cream", iceCream);
  await server.call("POST", "/api/topics/sales/events", sales);
  return { ...server, trouble, reads };
}

describe("a job whose services are in trouble", () => {
  it("waits for a log that is down when it begins, says so, and then runs", async () => {
    const { call, trouble } = await started();
    trouble.log = new TilescopeError("log/unavailable", "Nobody answers");
    const { id } = (await call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
    const status = () => call("GET", `/api/jobs/${id}`).then(({ body }) => body);
    const waiting = await until(status, ({ message }) => message !== null);
    expect(waiting).toMatchObject({ state: "waiting", message: expect.stringContaining("Nobody answers") });
    trouble.log = null;
    const running = await until(status, ({ counts }) => counts.events === 3);
    expect(running).toMatchObject({ state: "running", message: null });
  });

  it("shows that the store holds it back, reads nothing on meanwhile, and goes on", async () => {
    const { call, trouble, reads } = await started();
    const { promise, resolve } = Promise.withResolvers<void>();
    trouble.store = promise;
    const { id } = (await call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
    const status = () => call("GET", `/api/jobs/${id}`).then(({ body }) => body);
    const held = await until(
      status,
      ({ message, workers }) => message !== null && workers[0]?.meters.operators.sink.busy > 0,
    );
    expect(held.message).toContain("The store has not answered");
    expect(held.workers[0].meters.inFlight).toBeGreaterThan(0);
    const { sink, source } = held.workers[0].meters.operators;
    expect(sink.busy).toBeGreaterThan(source.busy);
    const before = reads.count;
    await call("POST", "/api/topics/sales/events", sales);
    await new Promise((done) => setTimeout(done, 300));
    expect(reads.count).toBe(before);
    trouble.store = null;
    resolve();
    const after = await until(status, ({ counts }) => counts.events === 6);
    expect(after).toMatchObject({ state: "running", message: null });
  });
});
