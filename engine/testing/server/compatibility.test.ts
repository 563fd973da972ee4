import { afterEach, describe, expect, it } from "vitest";
import { Accuracy, type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import type { Compatibility } from "../../src/serving/index.ts";
import { SimulatedClock } from "../../src/simulation/simulated-clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/time/duration.ts";
import { days } from "../../src/time/window.ts";
import { memoryParts, openTestHost, until } from "./test-host.ts";

const BATCH_END_MS = Date.UTC(2026, 2, 10);
const SHOP: GroupBy = {
  metaData: { name: "shop" },
  sources: [
    { events: { topic: "sales", query: { selects: { user: "user", price: "price" }, timeColumn: "created" } } },
  ],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "price", operation: Operation.SUM, windows: [days(3)] }],
  accuracy: Accuracy.TEMPORAL,
};
/** Exactly a window before the batch end; inside the collapsed part; in the head tile of the query, before and after it. */
const SALES = [
  { user: "ann", price: 1, created: BATCH_END_MS - 3 * DAY_MS },
  { user: "ann", price: 10, created: BATCH_END_MS - 2 * HOUR_MS },
  { user: "ann", price: 100, created: BATCH_END_MS + 5 * MINUTE_MS },
  { user: "ann", price: 1000, created: BATCH_END_MS + 10 * MINUTE_MS },
];
const QUERY_MS = BATCH_END_MS + 7 * MINUTE_MS;

const opened: Awaited<ReturnType<typeof openTestHost>>[] = [];
afterEach(async () => {
  for (const { host } of opened.splice(0)) await host.close();
});

/** A server whose job has read all sales and that has uploaded what was before the batch end. */
async function running(compatibility?: Compatibility) {
  const clock = new SimulatedClock(BATCH_END_MS + 20 * MINUTE_MS);
  const server = await openTestHost(
    { ...memoryParts(), clock },
    { uploadsDaily: false, ...(compatibility !== undefined && { compatibility }) },
  );
  opened.push(server);
  const { call } = server;
  await call("PUT", "/api/group-bys/shop", SHOP);
  await call("POST", "/api/topics/sales/events", SALES);
  const { id } = (await call("POST", "/api/jobs", { groupBy: "shop" })).body;
  await until(
    async () => (await call("GET", `/api/jobs/${id}`)).body,
    (body) => body.counts.events === SALES.length,
  );
  expect((await call("POST", "/api/group-bys/shop/uploads", {})).status).toBe(201);
  const ask = async (query: string) => {
    const { body } = await call("POST", `/v1/features/groupby/shop?${query}`, [{ user: null }, { user: "ann" }]);
    return body.results as { status: string; features?: unknown; error?: string; warnings?: string[] }[];
  };
  return { ...server, ask };
}

describe("how the server answers where Chronon disagrees with itself", () => {
  it("S8 counts as Chronon unless told otherwise, but keeps a null key in its place", async () => {
    const { ask } = await running();
    const [nobody, ann] = await ask(`atMillis=${QUERY_MS}`);
    expect(nobody).toMatchObject({ status: "Failure", error: expect.stringContaining("null") });
    expect(ann).toMatchObject({ features: { price_sum_3d: 1110 } });
    expect(ann).not.toHaveProperty("warnings");
  });

  it("S8 a request can ask for the other way", async () => {
    const { ask } = await running();
    expect(await ask(`atMillis=${QUERY_MS}&compatibility=chronon`)).toMatchObject([
      { features: { price_sum_3d: 1110 } },
    ]);
    const strict = await ask(`atMillis=${QUERY_MS}&compatibility=strict`);
    expect(strict).toMatchObject([{ status: "Failure" }, { features: { price_sum_3d: 10 } }]);
  });

  it("S2 S8 a server can answer strictly, from strict uploads, and a request can still ask for Chronon's answer", async () => {
    const { ask } = await running("strict");
    // Window and query end in the same hop: a strict upload still holds the first sale.
    const [, strict] = await ask(`atMillis=${QUERY_MS}`);
    expect(strict).toMatchObject({ features: { price_sum_3d: 11 } });
    expect(await ask(`atMillis=${QUERY_MS}&compatibility=chronon`)).toMatchObject([
      { features: { price_sum_3d: 1111 } },
    ]);
  });

  it("S3 S8 past the tail buffer it warns, is silent as Chronon, or refuses", async () => {
    const { ask } = await running();
    const atMillis = BATCH_END_MS + 2.9 * DAY_MS;
    const [, warned] = await ask(`atMillis=${atMillis}`);
    expect(warned?.warnings).toEqual([expect.stringContaining("price_sum_3d")]);
    const [silent] = await ask(`atMillis=${atMillis}&compatibility=chronon`);
    expect(silent).toMatchObject({ status: "Success" });
    expect(silent).not.toHaveProperty("warnings");
    const [, refused] = await ask(`atMillis=${atMillis}&compatibility=strict`);
    expect(refused).toMatchObject({ status: "Failure", error: expect.stringContaining("price_sum_3d") });
  });

  it("refuses other words", async () => {
    const { call } = await running();
    const { status, body } = await call("POST", "/v1/features/groupby/shop?compatibility=loose", [{ user: "ann" }]);
    expect(status).toBe(400);
    expect(body.errors[0]).toContain("strict or chronon");
  });
});
