import { afterEach, describe, expect, it } from "vitest";
import { Accuracy, type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import type { LateEvent } from "../../src/server/job/late-output.ts";
import { Random } from "../../src/simulation/random.ts";
import { SimulatedClock } from "../../src/simulation/simulated-clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { days, hours } from "../../src/time/window.ts";
import { type NaiveFeature, naiveWindow } from "../naive/window.ts";
import { propertyParameters } from "../property.ts";
import { memoryParts, openTestHost, until } from "./test-host.ts";

const BATCH_END_MS = Date.UTC(2026, 2, 10);
const USERS = ["ann", "ben", "cat"] as const;
const SHOP: GroupBy = {
  metaData: { name: "shop" },
  sources: [
    { events: { topic: "sales", query: { selects: { user: "user", price: "price" }, timeColumn: "created" } } },
  ],
  keyColumns: ["user"],
  aggregations: [
    { inputColumn: "price", operation: Operation.SUM, windows: [hours(6), days(3), days(7)] },
    { inputColumn: "price", operation: Operation.COUNT },
  ],
  accuracy: Accuracy.TEMPORAL,
};
const FEATURES: Readonly<Record<string, NaiveFeature>> = {
  price_sum_6h: { operation: "SUM", windowMs: 6 * HOUR_MS, k: 0, bucketed: false },
  price_sum_3d: { operation: "SUM", windowMs: 3 * DAY_MS, k: 0, bucketed: false },
  price_sum_7d: { operation: "SUM", windowMs: 7 * DAY_MS, k: 0, bucketed: false },
  price_count: { operation: "COUNT", windowMs: Number.POSITIVE_INFINITY, k: 0, bucketed: false },
};

interface Sale {
  readonly user: string;
  readonly price: number;
  readonly created: number;
}

/** Sales of nine days, until some hours behind the batch end; a tenth of them comes hours late. None at a full second. */
function makeSales(): Sale[] {
  const random = new Random(propertyParameters.seed, "uploads");
  const firstMs = BATCH_END_MS - 8.8 * DAY_MS;
  const stepMs = (9 * DAY_MS) / 600;
  return Array.from({ length: 600 }, (_, i) => ({
    user: USERS[random.whole(0, 2)] ?? "ann",
    price: random.whole(1, 50),
    created: Math.floor(firstMs + i * stepMs) - (random.chance(0.1) ? random.whole(HOUR_MS, 5 * HOUR_MS) : 0) + 7,
  }));
}

const opened: Awaited<ReturnType<typeof openTestHost>>[] = [];
afterEach(async () => {
  for (const { host } of opened.splice(0)) await host.close();
});

/** A server at some minutes past midnight whose job has read `sales`. */
async function running(sales: readonly Sale[]) {
  const clock = new SimulatedClock(BATCH_END_MS + 20 * MINUTE_MS);
  const server = await openTestHost({ ...memoryParts(), clock });
  opened.push(server);
  await server.call("PUT", "/api/group-bys/shop", SHOP);
  await server.call("POST", "/api/topics/sales/events", sales);
  const { id } = (await server.call("POST", "/api/jobs", { groupBy: "shop", outOfOrdernessMs: 5 * MINUTE_MS })).body;
  await caughtUp(server, id, sales.length);
  return { ...server, clock, id };
}

const caughtUp = ({ call }: Pick<Awaited<ReturnType<typeof openTestHost>>, "call">, id: string, events: number) =>
  until(
    async () => (await call("GET", `/api/jobs/${id}`)).body,
    (body) => body.counts.events === events,
  );

type Call = Awaited<ReturnType<typeof openTestHost>>["call"];

async function served(call: Call, atMs: number): Promise<Record<string, unknown>[]> {
  const keys = USERS.map((user) => ({ user }));
  const { body } = await call("POST", `/v1/features/groupby/shop?atMillis=${atMs}`, keys);
  return body.results.map((result: { features: Record<string, unknown>; error?: string }) => {
    expect(result.error).toBeUndefined();
    return result.features;
  });
}

function scanned(sales: readonly Sale[], atMs: number): Record<string, unknown>[] {
  return USERS.map((user) => {
    const own = sales.filter((sale) => sale.user === user);
    const events = own.map(({ created, price }) => ({ timeMs: created, value: price, bucket: null }));
    return Object.fromEntries(Object.entries(FEATURES).map(([name, one]) => [name, naiveWindow(events, one, atMs)]));
  });
}

/** All late events of a job, a few at a time. */
async function lateOf(call: Call, id: string): Promise<LateEvent[]> {
  const events: LateEvent[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: { events: LateEvent[]; nextOffset: number | null } = (
      await call("GET", `/api/jobs/${id}/late?partition=0&from=${from}&limit=4`)
    ).body;
    expect(page.events.length).toBeLessThanOrEqual(4);
    events.push(...page.events);
    from = page.nextOffset;
  }
  return events;
}

describe("a batch upload of a topic", () => {
  it("S1 brings what came late before the batch end; behind it the tiles count", async () => {
    const sales = makeSales();
    const { call, id } = await running(sales);
    const late = await lateOf(call, id);
    expect(late.length).toBeGreaterThan(10);
    expect(new Set(late.map(({ offset }) => offset)).size).toBe(late.length);
    const isLate = new Set(late.map(({ offset }) => offset));
    const onTime = sales.filter((_, offset) => !isLate.has(offset));
    const atMs = BATCH_END_MS + 3 * HOUR_MS + 5 * MINUTE_MS;
    expect(await served(call, atMs)).toEqual(scanned(onTime, atMs));

    const upload = await call("POST", "/api/group-bys/shop/uploads");
    expect(upload).toMatchObject({ status: 201, body: { batchEndMs: BATCH_END_MS, keys: USERS.length, daily: false } });
    const counted = sales.filter((sale, offset) => sale.created < BATCH_END_MS || !isLate.has(offset));
    expect(counted.length).toBeGreaterThan(onTime.length);
    expect(counted.length).toBeLessThan(sales.length);
    expect(await served(call, atMs)).toEqual(scanned(counted, atMs));
  });

  it("is repeated every day while the job runs, if asked", async () => {
    const sales = makeSales();
    const { call, host, clock, id } = await running(sales);
    await call("POST", "/api/group-bys/shop/uploads", { daily: true });
    const endOf = async (): Promise<number> => {
      const { body } = await call("GET", "/api/group-bys/shop/uploads");
      return body.uploads[0].batchEndMs;
    };
    await host.uploads.rollDaily();
    expect(await endOf()).toBe(BATCH_END_MS);
    const next = [{ user: "ann", price: 3, created: BATCH_END_MS + DAY_MS + 1 }];
    await call("POST", "/api/topics/sales/events", next);
    await caughtUp({ call }, id, sales.length + 1);
    clock.advanceTo(BATCH_END_MS + DAY_MS + 9 * MINUTE_MS);
    await host.uploads.rollDaily();
    expect(await endOf()).toBe(BATCH_END_MS);
    clock.advanceTo(BATCH_END_MS + DAY_MS + 10 * MINUTE_MS);
    await host.uploads.rollDaily();
    expect(await endOf()).toBe(BATCH_END_MS + DAY_MS);
    const atMs = BATCH_END_MS + DAY_MS + 30 * MINUTE_MS;
    expect(await served(call, atMs)).toEqual(scanned([...sales, ...next], atMs));
    const [early] = (await call("POST", `/v1/features/groupby/shop?atMillis=${BATCH_END_MS}`, [{ user: "ann" }])).body
      .results;
    expect(early.error).toContain("batch");
  });

  it("of another definition is not served, until both parts are written anew", async () => {
    const { call, clock, id } = await running(makeSales());
    await call("POST", "/api/group-bys/shop/uploads");
    await call("DELETE", `/api/jobs/${id}`);
    const changed = { ...SHOP, aggregations: [{ inputColumn: "price", operation: Operation.MAX, windows: [days(3)] }] };
    expect((await call("PUT", "/api/group-bys/shop", changed)).status).toBe(200);
    const atMs = BATCH_END_MS + HOUR_MS;
    const [refused] = (await call("POST", `/v1/features/groupby/shop?atMillis=${atMs}`, [{ user: "ann" }])).body
      .results;
    expect(refused).toMatchObject({ status: "Failure", error: expect.stringContaining("upload it again") });
    expect((await call("POST", "/api/group-bys/shop/uploads")).status).toBe(201);
    clock.advanceBy(1);
    await caughtUp({ call }, (await call("POST", "/api/jobs", { groupBy: "shop" })).body.id, 600);
    const [ann] = (await call("POST", `/v1/features/groupby/shop?atMillis=${atMs}`, [{ user: "ann" }])).body.results;
    expect(Object.keys(ann.features)).toEqual(["price_max_3d"]);
  });

  it("is refused with what to do", async () => {
    const { call } = await running(makeSales());
    const post = (path: string, body?: unknown) => call("POST", path, body);
    expect((await post("/api/group-bys/none/uploads")).status).toBe(404);
    const today = await post("/api/group-bys/shop/uploads", { endDs: "2026-03-10" });
    expect(today).toMatchObject({ status: 422, body: { code: "upload/unfinished-day" } });
    expect((await post("/api/group-bys/shop/uploads", { endDs: "2026-02-30" })).status).toBe(422);
    expect((await post("/api/group-bys/shop/uploads", { from: 1 })).status).toBe(422);
    expect((await post("/api/group-bys/shop/uploads", "{")).status).toBe(400);
    await call("PUT", "/api/group-bys/table", {
      ...SHOP,
      metaData: { name: "table" },
      sources: [
        { events: { table: "db.sales", query: { selects: { user: "user", price: "price" }, timeColumn: "ts" } } },
      ],
    });
    expect((await post("/api/group-bys/table/uploads")).body.code).toBe("upload/no-topic");
    const [one, two] = await Promise.all([post("/api/group-bys/shop/uploads"), post("/api/group-bys/shop/uploads")]);
    expect([one.status, two.status].sort()).toEqual([201, 409]);
  });
});

describe("late events of a job", () => {
  it("are asked for by partition and offset, and are gone once another job began anew", async () => {
    const { call, clock, id } = await running(makeSales());
    expect((await call("GET", `/api/jobs/${id}/late?partition=1`)).body.code).toBe("topic/bad-partition");
    expect((await call("GET", `/api/jobs/${id}/late?limit=0`)).status).toBe(422);
    expect((await call("GET", "/api/jobs/none/late")).status).toBe(404);
    await call("DELETE", `/api/jobs/${id}`);
    clock.advanceBy(1);
    const { body: next } = await call("POST", "/api/jobs", { groupBy: "shop" });
    const gone = await until(
      () => call("GET", `/api/jobs/${id}/late`),
      ({ status }) => status !== 200,
    );
    expect(gone).toMatchObject({ status: 410, body: { errors: [expect.stringContaining(next.id)] } });
  });
});

describe("the stores and what is served", () => {
  it("are told with rates and states", async () => {
    const { call } = await running(makeSales());
    await served(call, BATCH_END_MS + HOUR_MS);
    const { body } = await call("GET", "/api/serving");
    expect(body.groupBys).toHaveLength(1);
    expect(body.groupBys[0]).toMatchObject({ groupBy: "shop", p50Ms: expect.any(Number), p99Ms: expect.any(Number) });
    const up = { kind: "memory", address: "this process", state: "up" };
    expect((await call("GET", "/api/stores")).body).toEqual({ log: up, store: up });
  });
});
