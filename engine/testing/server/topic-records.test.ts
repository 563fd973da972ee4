import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import avro from "avsc";
import { afterEach, describe, expect, it } from "vitest";
import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import { TilescopeError } from "../../src/errors.ts";
import type { EngineHost } from "../../src/server/index.ts";
import { openEventStream } from "./event-stream.ts";
import { memoryParts, openTestHost, sales } from "./test-host.ts";

const hosts: EngineHost[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function opened(parts = memoryParts()) {
  const server = await openTestHost(parts);
  hosts.push(server.host);
  return { ...server, log: parts.log };
}

async function embeddedParts() {
  const folder = await mkdtemp(join(tmpdir(), "tilescope-records-"));
  folders.push(folder);
  const { clock } = memoryParts();
  return { ...(await openEmbedded(folder, { clock })), clock };
}

const record = (value: string | Uint8Array, partition = 0) => ({
  key: null,
  value: typeof value === "string" ? new TextEncoder().encode(value) : value,
  partition,
});

describe.each([
  ["memory", async () => opened()],
  ["embedded", async () => opened(await embeddedParts())],
] as const)("records of a topic, log in %s", (_name, open) => {
  it("pages through a partition as it was appended", async () => {
    const { call } = await open();
    await call("POST", "/api/topics/sales/events", sales);
    const first = (await call("GET", "/api/topics/sales/records?limit=2")).body;
    expect(first).toMatchObject({ nextOffset: 2, endOffset: 3 });
    const second = (await call("GET", "/api/topics/sales/records?partition=0&from=2")).body;
    expect(second).toMatchObject({ nextOffset: 3, endOffset: 3 });
    const all = [...first.records, ...second.records];
    expect(all.map((one) => one.offset)).toEqual([0, 1, 2]);
    expect(all.map((one) => JSON.parse(one.value))).toEqual(sales);
    for (const one of all) expect(one).toMatchObject({ partition: 0, key: null, appendedMs: expect.any(Number) });
    expect((await call("GET", "/api/topics/sales/records?from=3")).body).toEqual({
      records: [],
      nextOffset: 3,
      endOffset: 3,
    });
    expect((await call("GET", "/api/topics/sales")).body).toEqual({
      topic: "sales",
      partitions: [{ partition: 0, endOffset: 3 }],
      schema: null,
      format: "json",
    });
  });

  it("follows all partitions, live, and goes on from an id", async () => {
    const { host, log } = await open();
    await log.createTopic("two", 2);
    await log.append("two", [record("1", 0), record("2", 1)]);
    const stream = await openEventStream(host, "/api/topics/two/follow");
    expect(await stream.next()).toMatchObject({ type: "start", data: { topic: "two", offsets: [0, 0] } });
    const there = await stream.next();
    expect(there).toMatchObject({ type: "records", id: "1,1" });
    expect(there?.data.records?.map((one) => one.value).sort()).toEqual(["1", "2"]);
    const later = stream.next();
    await log.append("two", [record("3", 1)]);
    expect(await later).toMatchObject({ id: "1,2", data: { records: [{ partition: 1, offset: 1, value: "3" }] } });
    stream.leave();
    const again = await openEventStream(host, "/api/topics/two/follow", { "last-event-id": "1,1" });
    await again.next();
    expect(await again.next()).toMatchObject({ id: "1,2", data: { records: [{ value: "3" }] } });
    again.leave();
  });

  it("says when the topic is deleted or made anew", async () => {
    const { host, call } = await open();
    await call("POST", "/api/topics/sales/events", sales);
    const stream = await openEventStream(host, "/api/topics/sales/follow?offsets=3");
    await stream.next();
    const gone = stream.next();
    await call("DELETE", "/api/topics/sales");
    await call("POST", "/api/topics/sales/events", sales.slice(0, 1));
    expect(await gone).toMatchObject({ type: "gone", data: { reason: expect.stringContaining("anew") } });
    expect(await stream.next()).toBeNull();
    await call("DELETE", "/api/topics/sales");
    expect((await openEventStream(host, "/api/topics/sales/follow")).status).toBe(404);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["/api/topics/sales/records?partition=1", 400],
    ["/api/topics/sales/records?partition=-1", 400],
    ["/api/topics/sales/records?from=4", 400],
    ["/api/topics/sales/records?from=x", 400],
    ["/api/topics/sales/records?limit=1001", 400],
    ["/api/topics/sales/records?limit=0", 400],
    ["/api/topics/sales/records?colour=red", 400],
    ["/api/topics/nothing/records", 404],
    ["/api/topics/no%20name/records", 400],
    ["/api/topics/nothing", 404],
    ["/api/topics/nothing/follow", 404],
    ["/api/topics/sales/follow?offsets=0,0", 400],
    ["/api/topics/sales/follow?offsets=-1", 400],
    ["/api/topics/sales/follow?last=some", 400],
  ])("%s is answered with %i", async (path, status) => {
    const { call } = await opened();
    await call("POST", "/api/topics/sales/events", sales);
    const answer = await call("GET", path);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0]).toMatch(/\.$/);
  });

  it("says that the log no longer holds an offset", async () => {
    const { call, log, host } = await opened();
    await log.createTopic("short", 1);
    await log.append("short", [record("1"), record("2")]);
    const { read } = log;
    log.read = async (topic, partition, offset, limit) => {
      if (offset === 1) throw new TilescopeError("log/offset-gone", "gone");
      return read(topic, partition, offset, limit);
    };
    expect((await call("GET", "/api/topics/short/records?from=1")).status).toBe(410);
    const stream = await openEventStream(host, "/api/topics/short/follow?offsets=1");
    await stream.next();
    expect(await stream.next()).toMatchObject({ type: "gone" });
    expect(await stream.next()).toBeNull();
  });

  it("ends the stream when the log does not answer, and lets the client ask again", async () => {
    const { call, log, host } = await opened();
    await call("POST", "/api/topics/sales/events", sales);
    const { read } = log;
    log.read = async () => {
      throw new TilescopeError("log/unavailable", "broker secret-host is down");
    };
    const stream = await openEventStream(host, "/api/topics/sales/follow");
    await stream.next();
    const failed = await stream.next();
    expect(failed?.type).toBe("failed");
    expect(JSON.stringify(failed)).not.toContain("secret-host");
    log.read = read;
    const again = await openEventStream(host, "/api/topics/sales/follow");
    await again.next();
    expect(await again.next()).toMatchObject({ id: "3" });
    again.leave();
  });

  it("shows bytes that are no text as such, and keys in either form", async () => {
    const { call, log } = await opened();
    await log.createTopic("raw", 1);
    const bytes = Uint8Array.from([255, 254]);
    await log.append("raw", [
      { key: new TextEncoder().encode("Zoë"), value: bytes },
      { key: bytes, value: new TextEncoder().encode("{no json") },
    ]);
    const { records } = (await call("GET", "/api/topics/raw/records")).body;
    expect(records[0]).toMatchObject({ key: "Zoë", value: null, problem: expect.stringContaining("Not JSON") });
    expect(records[1]).toMatchObject({ key: { base64: "//4=" }, value: "{no json" });
  });
});

describe("limits", () => {
  it("cuts a page and a message at four megabytes, never below one record", async () => {
    const { call, log, host } = await opened();
    await log.createTopic("large", 1);
    await log.append("large", [record("a".repeat(5 << 20)), record("b".repeat(3 << 20)), record("c".repeat(3 << 20))]);
    const page = (await call("GET", "/api/topics/large/records")).body;
    expect(page).toMatchObject({ nextOffset: 1, endOffset: 3 });
    expect((await call("GET", "/api/topics/large/records?from=1")).body.nextOffset).toBe(2);
    const stream = await openEventStream(host, "/api/topics/large/follow");
    await stream.next();
    expect((await stream.next())?.id).toBe("1");
    expect((await stream.next())?.id).toBe("2");
    stream.leave();
  });

  it("begins so far before the end as was asked", async () => {
    const { log, host } = await opened();
    await log.createTopic("two", 2);
    await log.append(
      "two",
      [...Array(10).keys()].map((i) => record(String(i), i % 2)),
    );
    const stream = await openEventStream(host, "/api/topics/two/follow?last=4");
    expect((await stream.next())?.data.offsets).toEqual([3, 3]);
    stream.leave();
  });
});

it("decodes the events of an Avro topic", async () => {
  const { call, log } = await opened();
  const writerSchema = {
    type: "record",
    name: "Sale",
    fields: [
      { name: "customer_id", type: "string" },
      { name: "created", type: "long" },
    ],
  };
  await call("PUT", "/api/topics/sales", { avro: { writerSchema } });
  const type = avro.Type.forSchema(writerSchema as avro.Schema);
  await log.append("sales", [record(type.toBuffer({ customer_id: "Alice", created: 1000 })), record("")]);
  const { records } = (await call("GET", "/api/topics/sales/records")).body;
  expect(JSON.parse(records[0].value)).toEqual({ customer_id: "Alice", created: 1000 });
  expect(records[1]).toMatchObject({ value: null, problem: expect.stringMatching(/^Not Avro/) });
});
