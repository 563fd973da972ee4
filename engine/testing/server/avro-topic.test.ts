import avro from "avsc";
import { afterEach, describe, expect, it } from "vitest";
import type { EngineHost } from "../../src/server/index.ts";
import { iceCream, memoryParts, openTestHost, sales, until } from "./test-host.ts";

const hosts: EngineHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const writerSchema = {
  type: "record",
  name: "Sale",
  fields: [
    { name: "customer_id", type: "string" },
    { name: "created", type: "long" },
    { name: "ice_cream_flavor", type: ["null", "string"] },
  ],
};
const type = avro.Type.forSchema(writerSchema as avro.Schema, { wrapUnions: true });
const write = (sale: (typeof sales)[number]): Uint8Array =>
  type.toBuffer({ ...sale, ice_cream_flavor: { string: sale.ice_cream_flavor } });
const framed = (value: Uint8Array): Uint8Array => Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), value]);

async function opened() {
  const parts = memoryParts();
  const server = await openTestHost(parts);
  hosts.push(server.host);
  return { ...server, log: parts.log };
}

describe("a topic of events in Avro", () => {
  it.each(["none", "registry"] as const)("feeds a job as one in JSON does, framing: %s", async (framing) => {
    const { call, log } = await opened();
    const topic = await call("PUT", "/api/topics/sales", { avro: { writerSchema, framing } });
    expect(topic.body).toMatchObject({ format: "avro", schema: [{ name: "customer_id", type: "string" }, {}, {}] });
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    const values = [...sales.map(write), Uint8Array.from([1])];
    await log.append(
      "sales",
      values.map((value) => ({ key: null, value: framing === "none" ? value : framed(value) })),
    );
    const { body: job } = await call("POST", "/api/jobs", { groupBy: "ice_cream" });
    const status = await until(
      async () => (await call("GET", `/api/jobs/${job.id}`)).body,
      (body) => body.counts.events === 4,
    );
    expect(status.counts.invalid).toBe(1);
    expect(status.problems[0].reason).toMatch(/^Not Avro/);
    const features = await until(
      async () =>
        (await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }])).body.results[0]
          .features,
      (found) => found?.customer_id_count_6h === 2,
    );
    expect(features).toEqual({ customer_id_count_6h: 2, flavor_last_6h: "olive oil" });
  });

  it("takes no events in JSON, and is forgotten with its topic", async () => {
    const { call } = await opened();
    await call("PUT", "/api/topics/sales", { avro: { writerSchema } });
    const refused = await call("POST", "/api/topics/sales/events", sales);
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe("topic/not-json");
    await call("DELETE", "/api/topics/sales");
    expect((await call("POST", "/api/topics/sales/events", sales)).body.appended).toBe(3);
  });

  it.each([{ type: "record" }, "long", null])("needs a schema of a record: %j", async (bad) => {
    const { call } = await opened();
    const answer = await call("PUT", "/api/topics/sales", { avro: { writerSchema: bad } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]).toMatch(/schema/);
  });
});
