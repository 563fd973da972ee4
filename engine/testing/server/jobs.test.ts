import { afterEach, describe, expect, it } from "vitest";
import type { EngineHost } from "../../src/server/index.ts";
import { processingTime } from "../../src/time/event-time.ts";
import { iceCream, memoryParts, openTestHost, sales, until } from "./test-host.ts";

let nowMs = Date.now();
const open: EngineHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

async function started(parts = memoryParts()) {
  const opened = await openTestHost(parts);
  open.push(opened.host);
  return opened;
}

async function runIceCream() {
  const server = await started();
  expect((await server.call("PUT", "/api/group-bys/ice_cream", iceCream)).status).toBe(201);
  expect((await server.call("POST", "/api/topics/sales/events", sales)).body).toEqual({ appended: 3, rejected: [] });
  const job = await server.call("POST", "/api/jobs", { groupBy: "ice_cream", mode: "tiled" });
  expect(job.status).toBe(201);
  const status = await until(
    async () => (await server.call("GET", `/api/jobs/${job.body.id}`)).body,
    (body) => body.counts.events === 3,
  );
  return { ...server, status };
}

describe("a tiled job", () => {
  it("reads its topic from the beginning and serves what it wrote", async () => {
    const { call } = await runIceCream();
    const features = await until(
      async () =>
        (
          await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [
            { customer_id: "Alice" },
            { customer_id: "Bob" },
          ])
        ).body,
      (body) => body.results[0].features?.customer_id_count_6h === 2,
    );
    expect(features).toEqual({
      results: [
        {
          status: "Success",
          entityKeys: { customer_id: "Alice" },
          features: { customer_id_count_6h: 2, flavor_last_6h: "olive oil" },
        },
        {
          status: "Success",
          entityKeys: { customer_id: "Bob" },
          features: { customer_id_count_6h: 1, flavor_last_6h: "strawberry" },
        },
      ],
    });
  });

  it("emits the tile of each event, in order", async () => {
    const { host, status } = await runIceCream();
    const tiles = host
      .feed(status.id)
      .after(0, 100)
      .filter((entry) => entry.type === "tile")
      .map((entry) => (entry.data as { values: unknown }).values);
    expect(tiles).toEqual([
      [1, "chocolate"],
      [1, "strawberry"],
      [2, "olive oil"],
    ]);
  });

  it("L4 L8 counts an event without a time or key as invalid, says why, and goes on", async () => {
    const { call, status } = await runIceCream();
    await call("POST", "/api/topics/sales/events", [
      { customer_id: "Alice", ice_cream_flavor: "mint" },
      { created: 1600, ice_cream_flavor: "mint" },
      { customer_id: "Alice", created: 1700, ice_cream_flavor: "mint" },
    ]);
    const after = await until(
      async () => (await call("GET", `/api/jobs/${status.id}`)).body,
      (body) => body.counts.events === 6,
    );
    expect(after.counts.invalid).toBe(2);
    expect(after.problems.map((problem: { offset: number }) => problem.offset)).toEqual([3, 4]);
    for (const problem of after.problems) expect(problem.reason.length).toBeGreaterThan(10);
  });

  it("R2 R4 goes on from its checkpoint after a restart and gives the same features", async () => {
    const parts = memoryParts();
    const first = await openTestHost({
      ...parts,
      log: keepOpen(parts.log),
      store: keepOpen(parts.store),
      checkpoints: keepOpen(parts.checkpoints),
      locks: keepOpen(parts.locks),
    });
    await first.call("PUT", "/api/group-bys/ice_cream", iceCream);
    await first.call("POST", "/api/topics/sales/events", sales.slice(0, 2));
    const job = (await first.call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
    await until(
      async () => (await first.call("GET", `/api/jobs/${job.id}`)).body,
      (body) => body.counts.events === 2,
    );
    await first.host.close();

    const second = await started(parts);
    await second.call("POST", "/api/topics/sales/events", sales.slice(2));
    const status = await until(
      async () => (await second.call("GET", `/api/jobs/${job.id}`)).body,
      (body) => body.counts.events === 3,
    );
    expect(status.state).toBe("running");
    const features = await until(
      async () =>
        (await second.call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }])).body,
      (body) => body.results[0].features?.customer_id_count_6h === 2,
    );
    expect(features.results[0].features.flavor_last_6h).toBe("olive oil");
  });

  it("waits for the first event of an empty topic, then runs", async () => {
    const { call } = await started();
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    const job = (await call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
    expect(job.state).toBe("waiting");
    await call("POST", "/api/topics/sales/events", sales);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${job.id}`)).body,
      (body) => body.counts.events === 3,
    );
    expect(status.state).toBe("running");
  });

  it("stops with a checkpoint and stays stopped", async () => {
    const { call, status } = await runIceCream();
    const stopped = (await call("DELETE", `/api/jobs/${status.id}`)).body;
    expect(stopped.state).toBe("stopped");
    expect(stopped.checkpoints.lastId).toBeGreaterThan(0);
    expect(
      (await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Bob" }])).body.results[0]
        .status,
    ).toBe("Success");
  });
});

describe("jobs that have ended", () => {
  it("are remembered as far as a person looks back, with what they left", async () => {
    const parts = memoryParts();
    const { call, host } = await started({ ...parts, clock: { now: () => processingTime(nowMs++) } });
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    await call("POST", "/api/topics/sales/events", sales);
    const ids: string[] = [];
    for (let round = 0; round < 8; round++) {
      const { id } = (await call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
      ids.push(id);
      await until(
        async () => (await call("GET", `/api/jobs/${id}`)).body,
        (body) => body.counts.events === 3,
      );
      await call("POST", `/api/jobs/${id}/savepoints`, { stop: true });
      await until(
        async () => (await call("GET", `/api/jobs/${id}`)).body,
        (body) => body.state === "stopped",
      );
    }
    const { jobs } = (await call("GET", "/api/jobs")).body;
    expect(jobs.map((job: { id: string }) => job.id)).toEqual(ids.slice(-6));
    expect((await call("GET", `/api/jobs/${ids[0]}`)).status).toBe(404);
    expect(() => host.feed(ids[0] ?? "")).toThrow(/no job/);
    expect(await parts.checkpoints.list(ids[0] ?? "")).toEqual([]);
    expect(await parts.checkpoints.list(ids[7] ?? "")).not.toEqual([]);
  });
});

describe("a topic", () => {
  it("can be forgotten once no job reads it", async () => {
    const { call, status } = await runIceCream();
    expect((await call("DELETE", "/api/topics/sales")).status).toBe(409);
    await call("DELETE", `/api/jobs/${status.id}`);
    expect((await call("DELETE", "/api/topics/sales")).status).toBe(200);
    await call("POST", "/api/topics/sales/events", sales.slice(0, 1));
    const job = (await call("POST", "/api/jobs", { groupBy: "ice_cream" })).body;
    const again = await until(
      async () => (await call("GET", `/api/jobs/${job.id}`)).body,
      (body) => body.counts.events === 1,
    );
    expect(again.openTiles).toBe(1);
    const bob = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Bob" }]);
    expect(bob.body.results[0].features).toEqual({});
  });
});

describe("an untiled job", () => {
  it("R5 L7 serves the same features from single events", async () => {
    const { call } = await started();
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    await call("POST", "/api/topics/sales/events", sales);
    await call("POST", "/api/jobs", { groupBy: "ice_cream", mode: "untiled" });
    const features = await until(
      async () => (await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }])).body,
      (body) => body.results[0].features?.customer_id_count_6h === 2,
    );
    expect(features.results[0].features.flavor_last_6h).toBe("olive oil");
  });
});

/** A port that outlives the host that closes it, as a store on disk would. */
function keepOpen<T extends { close(): Promise<void> }>(port: T): T {
  return new Proxy(port, {
    get: (target, name) => {
      if (name === "close") return async () => undefined;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
