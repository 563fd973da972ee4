import { afterEach, describe, expect, it } from "vitest";
import type { EngineHost, HostParts } from "../../src/server/index.ts";
import { iceCream, memoryParts, openTestHost, sales, until } from "./test-host.ts";

const open: EngineHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

/** Ports that outlive the host that closes them, as stores on disk do. */
function lasting(parts: HostParts): HostParts {
  const kept = <T extends { close(): Promise<void> }>(port: T): T => ({ ...port, close: async () => undefined });
  return {
    ...parts,
    log: kept(parts.log),
    store: kept(parts.store),
    checkpoints: kept(parts.checkpoints),
    locks: kept(parts.locks),
  };
}

async function started(parts: HostParts = memoryParts()) {
  const opened = await openTestHost(parts);
  open.push(opened.host);
  return opened;
}

async function running(parts: HostParts = lasting(memoryParts()), job: Record<string, unknown> = {}) {
  const server = await started(parts);
  await server.call("PUT", "/api/group-bys/ice_cream", iceCream);
  await server.call("POST", "/api/topics/sales/events", sales);
  const { id } = (await server.call("POST", "/api/jobs", { groupBy: "ice_cream", ...job })).body;
  await until(
    async () => (await server.call("GET", `/api/jobs/${id}`)).body,
    (body) => body.counts.events === 3,
  );
  return { ...server, parts, id };
}

const alice = async (call: Awaited<ReturnType<typeof started>>["call"]) =>
  (await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }])).body.results[0];

describe("a definition that changed after its values were written", () => {
  it("is not served from them when it means something else, until a new job has run", async () => {
    const { call, id } = await running();
    await call("DELETE", `/api/jobs/${id}`);
    const changed = { ...iceCream, aggregations: [{ ...iceCream.aggregations[1], operation: 2 }] };
    expect((await call("PUT", "/api/group-bys/ice_cream", changed)).status).toBe(200);
    const refused = await alice(call);
    expect(refused.status).toBe("Failure");
    expect(refused.error).toContain("start a new job");
    await call("POST", "/api/jobs", { groupBy: "ice_cream" });
    const served = await until(
      () => alice(call),
      (answer) => answer.status === "Success",
    );
    expect(served.features).toEqual({ flavor_first_6h: "chocolate" });
  });

  it("is served from them when only its windows changed", async () => {
    const { call, id } = await running();
    await call("DELETE", `/api/jobs/${id}`);
    const wider = iceCream.aggregations.map((part) => ({ ...part, windows: [{ length: 1, timeUnit: 1 }] }));
    await call("PUT", "/api/group-bys/ice_cream", { ...iceCream, aggregations: wider });
    expect((await alice(call)).features).toEqual({ customer_id_count_1d: 2, flavor_last_1d: "olive oil" });
  });

  it("does not go on from the checkpoint of another, and says so", async () => {
    const { parts, host, id } = await running();
    await host.close();
    open.splice(0);
    const [stored] = await parts.store.multiGet([
      { dataset: "TILESCOPE_REGISTRY", keyBytes: new TextEncoder().encode("registry"), afterTsMillis: 0 },
    ]);
    const bytes = stored?.ok ? stored.values[0]?.bytes : undefined;
    const state = JSON.parse(new TextDecoder().decode(bytes));
    state.jobs[id].definition.aggregations[1].operation = 2;
    await parts.store.multiPut([
      {
        dataset: "TILESCOPE_REGISTRY",
        keyBytes: new TextEncoder().encode("registry"),
        valueBytes: new TextEncoder().encode(JSON.stringify({ ...state, version: state.version + 1 })),
        tsMillis: 0,
        tile: { startMs: 0, sizeMs: 1 },
      },
    ]);
    const { call } = await started(parts);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("another definition");
  });

  it("cannot share a dataset with another of nearly the same name", async () => {
    const { call } = await started();
    await call("PUT", "/api/group-bys/team.ice", { ...iceCream, metaData: { name: "team.ice" } });
    const twin = await call("PUT", "/api/group-bys/team_ice", { ...iceCream, metaData: { name: "team_ice" } });
    expect(twin.status).toBe(409);
    expect(twin.body.errors[0]).toContain("TEAM_ICE");
  });
});

describe("a job whose surroundings changed", () => {
  it("fails with a reason when its topic was removed and made anew", async () => {
    const { call, parts, id } = await running();
    await parts.log.dropTopic("sales");
    await parts.log.createTopic("sales", 1);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("made anew");
    expect((await call("POST", "/api/jobs", { groupBy: "ice_cream" })).status).toBe(201);
  });

  it("fails with a reason when its topic was made anew and holds more than it had read", async () => {
    const { host, parts, id } = await running();
    await host.close();
    open.splice(0);
    await parts.log.dropTopic("sales");
    await parts.log.createTopic("sales", 1);
    const value = new TextEncoder().encode(JSON.stringify(sales[0]));
    await parts.log.append(
      "sales",
      Array.from({ length: 9 }, () => ({ key: null, value })),
    );
    const { call } = await started(parts);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("made anew");
  });

  it("fails with a reason when its topic was removed while nobody ran it", async () => {
    const { host, parts, id } = await running();
    await host.close();
    open.splice(0);
    await parts.log.dropTopic("sales");
    const { call } = await started(parts);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("removed");
  });

  it("fails with a reason when its topic has got more partitions", async () => {
    const parts = lasting(memoryParts());
    let more = 0;
    const partitionCount = async (topic: string): Promise<number | null> => {
      const partitions = await parts.log.partitionCount(topic);
      return partitions === null ? null : partitions + more;
    };
    const { call, id } = await running({ ...parts, log: { ...parts.log, partitionCount } });
    more = 1;
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("2 partitions");
  });

  it("fails with a reason when its topic is gone", async () => {
    const { call, parts, id } = await running();
    await parts.log.dropTopic("sales");
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("sales");
  });

  it("passes over a damaged checkpoint", async () => {
    const { host, parts, id } = await running();
    await host.close();
    open.splice(0);
    const last = (await parts.checkpoints.list(id)).at(-1) ?? 0;
    await parts.checkpoints.save(id, last + 1, new Uint8Array([0, 0, 0, 9, 1]));
    const { call } = await started(parts);
    await call("POST", "/api/topics/sales/events", [{ customer_id: "Alice", created: 1600, ice_cream_flavor: "mint" }]);
    await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.counts.events === 4,
    );
    expect((await alice(call)).features).toEqual({ customer_id_count_6h: 3, flavor_last_6h: "mint" });
  });

  it("refuses a checkpoint of another layout", async () => {
    const { host, parts, id } = await running();
    await host.close();
    open.splice(0);
    const head = new TextEncoder().encode('{"format":99}');
    const bytes = new Uint8Array(4 + head.length);
    new DataView(bytes.buffer).setUint32(0, head.length);
    bytes.set(head, 4);
    await parts.checkpoints.save(id, 1_000, bytes);
    const { call } = await started(parts);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.state === "failed",
    );
    expect(status.message).toContain("layout 99");
  });

  it("does not open a registry of another layout", async () => {
    const parts = lasting(memoryParts());
    await parts.store.multiPut([
      {
        dataset: "TILESCOPE_REGISTRY",
        keyBytes: new TextEncoder().encode("registry"),
        valueBytes: new TextEncoder().encode('{"format":99}'),
        tsMillis: 0,
        tile: { startMs: 0, sizeMs: 1 },
      },
    ]);
    await expect(openTestHost(parts)).rejects.toMatchObject({ code: "registry/other-format" });
  });

  it("goes on with the definitions that the first layout held", async () => {
    const parts = lasting(memoryParts());
    await parts.store.multiPut([
      {
        dataset: "TILESCOPE_REGISTRY",
        keyBytes: new TextEncoder().encode("registry"),
        valueBytes: new TextEncoder().encode(
          JSON.stringify({ groupBys: { ice_cream: iceCream }, topicSchemas: {}, jobs: { a: { id: "a" } } }),
        ),
        tsMillis: 5,
        tile: { startMs: 0, sizeMs: 1 },
      },
    ]);
    const { call } = await started(parts);
    expect((await call("GET", "/api/group-bys/ice_cream")).status).toBe(200);
    expect((await call("GET", "/api/jobs")).body.jobs).toEqual([]);
  });
});

describe("events that no store takes", () => {
  it("are counted and shown, and do not hold up the others", async () => {
    const { call, id } = await running();
    await call("POST", "/api/topics/sales/events", [
      { customer_id: "x".repeat(4_000), created: 1700, ice_cream_flavor: "mint" },
      { customer_id: "Bob", created: Number.MIN_SAFE_INTEGER, ice_cream_flavor: "mint" },
      { customer_id: "Bob", created: 1800, ice_cream_flavor: "lemon" },
    ]);
    const status = await until(
      async () => (await call("GET", `/api/jobs/${id}`)).body,
      (body) => body.counts.events === 6 && body.counts.invalid > 0,
    );
    expect(status.state).toBe("running");
    const bob = await until(
      async () =>
        (await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Bob" }])).body.results[0],
      (answer) => answer.features?.flavor_last_6h === "lemon",
    );
    expect(bob.features.customer_id_count_6h).toBe(2);
  });
});
