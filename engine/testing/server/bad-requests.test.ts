import { afterEach, describe, expect, it } from "vitest";
import type { EngineHost } from "../../src/server/index.ts";
import { iceCream, openTestHost, sales } from "./test-host.ts";

let host: EngineHost | null = null;
afterEach(async () => {
  await host?.close();
  host = null;
});

async function server() {
  const opened = await openTestHost();
  host = opened.host;
  return opened.call;
}

describe("bad requests are answered with what, where and what to do", () => {
  it("refuses JSON that does not parse", async () => {
    const call = await server();
    const answer = await call("PUT", "/api/group-bys/x", "{not json");
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]).toMatch(/not JSON/);
  });

  it("answers 422 with diagnostics that point into the definition", async () => {
    const call = await server();
    const broken = {
      ...iceCream,
      aggregations: [{ inputColumn: "customer_id", operation: 6, windows: [{ length: 0, timeUnit: 0 }] }],
    };
    const answer = await call("PUT", "/api/group-bys/ice_cream", broken);
    expect(answer.status).toBe(422);
    expect(answer.body.diagnostics[0].path.slice(0, 4)).toEqual(["aggregations", 0, "windows", 0]);
  });

  it("finds unknown columns when a job starts on declared columns", async () => {
    const call = await server();
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    const answer = await call("POST", "/api/jobs", {
      groupBy: "ice_cream",
      schema: [
        { name: "customer_id", type: "string" },
        { name: "created", type: "long" },
      ],
    });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body.diagnostics)).toContain("ice_cream_flavor");
  });

  it("names what is unknown", async () => {
    const call = await server();
    expect((await call("GET", "/api/group-bys/nothing")).status).toBe(404);
    expect((await call("GET", "/api/jobs/nothing")).body.errors[0]).toContain("nothing");
    expect((await call("POST", "/api/jobs", { groupBy: "nothing" })).status).toBe(404);
    expect((await call("POST", "/v1/features/groupby/nothing", [{ a: 1 }])).status).toBe(404);
    expect((await call("GET", "/api/elsewhere")).status).toBe(404);
    expect((await call("PATCH", "/api/jobs")).status).toBe(405);
  });

  it("keeps the valid events of a batch and gives a reason for each other", async () => {
    const call = await server();
    const lines = `${JSON.stringify(sales[0])}\n{broken\n[1]\n${JSON.stringify(sales[1])}\n`;
    const answer = await call("POST", "/api/topics/sales/events", lines);
    expect(answer.status).toBe(200);
    expect(answer.body.appended).toBe(2);
    expect(answer.body.rejected.map((rejection: { index: number }) => rejection.index)).toEqual([1, 2]);
  });

  it("checks events against the declared columns", async () => {
    const call = await server();
    await call("PUT", "/api/topics/sales", { schema: [{ name: "created", type: "long" }] });
    const answer = await call("POST", "/api/topics/sales/events", [{ created: 1 }, { created: "soon" }]);
    expect(answer.body.appended).toBe(1);
    expect(answer.body.rejected[0]).toMatchObject({ index: 1 });
    expect(answer.body.rejected[0].reason).toContain("created");
  });

  it("refuses a body of 100 MB without reading it", async () => {
    const call = await server();
    const answer = await call("POST", "/api/topics/sales/events", "[]", { "content-length": "100000000" });
    expect(answer.status).toBe(413);
  });

  it("stops reading a body that grows beyond the limit", async () => {
    const call = await server();
    const answer = await call("POST", "/api/topics/sales/events", "x".repeat(16_000_001));
    expect(answer.status).toBe(413);
    expect(answer.body.errors[0]).toContain("16");
  });

  it("refuses foreign hosts and origins", async () => {
    const call = await server();
    expect((await call("GET", "/api/jobs", undefined, { host: "evil.example:3000" })).status).toBe(403);
    expect((await call("GET", "/api/jobs", undefined, { origin: "http://evil.example" })).status).toBe(403);
    expect((await call("GET", "/api/jobs", undefined, { origin: "http://127.0.0.1:3000" })).status).toBe(200);
  });

  it("refuses a second job and a changed definition while one runs", async () => {
    const call = await server();
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    await call("POST", "/api/topics/sales/events", sales);
    await call("POST", "/api/jobs", { groupBy: "ice_cream" });
    expect((await call("POST", "/api/jobs", { groupBy: "ice_cream" })).status).toBe(409);
    expect(
      (await call("PUT", "/api/group-bys/ice_cream", { ...iceCream, aggregations: iceCream.aggregations.slice(0, 1) }))
        .status,
    ).toBe(409);
    expect((await call("PUT", "/api/group-bys/ice_cream", iceCream)).body.outcome).toBe("unchanged");
    expect((await call("DELETE", "/api/group-bys/ice_cream")).status).toBe(409);
  });

  it("S6 answers each feature request of a call on its own", async () => {
    const call = await server();
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    await call("POST", "/api/topics/sales/events", sales);
    await call("POST", "/api/jobs", { groupBy: "ice_cream" });
    const answer = await call("POST", "/v1/features/groupby/ice_cream", [{ customer_id: "Bob" }, { wrong: 1 }]);
    expect(answer.status).toBe(200);
    expect(answer.body.results[0].status).toBe("Success");
    expect(answer.body.results[1].status).toBe("Failure");
    expect(answer.body.results[1].error).toContain("customer_id");
    expect((await call("POST", "/v1/features/groupby/ice_cream", { customer_id: "Bob" })).status).toBe(400);
    expect((await call("POST", "/v1/features/groupby/ice_cream?atMillis=noon", [{ customer_id: "Bob" }])).status).toBe(
      400,
    );
  });
});
