import { describe, expect, it } from "vitest";
import { TilescopeError } from "../errors.ts";
import { Aggregation, EventSource, GroupBy, hours, minutes, Operation, Query } from "../notebook/index.ts";
import type { Schema } from "../schema/schema.ts";
import type { LiveRecord } from "./live-protocol.ts";
import type { JobSettings } from "./protocol.ts";
import { createEngineSession } from "./session.ts";

const iceCream = GroupBy({
  name: "ice_cream",
  sources: [
    EventSource({
      topic: "sales",
      query: Query({ selects: { customer_id: "customer_id" }, timeColumn: "created" }),
    }),
  ],
  keys: ["customer_id"],
  aggregations: [Aggregation({ inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(6)] })],
});
const schema: Schema = [
  { name: "customer_id", type: "string" },
  { name: "created", type: "long" },
];
const settings: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: minutes(5),
  idlenessMs: 30_000,
};
const context = { signal: new AbortController().signal, onProgress: () => undefined };

function session() {
  return createEngineSession({
    nowMs: () => 0,
    breathe: async () => undefined,
    readFile: async () => {
      throw new TilescopeError("file/unreadable", "no files here");
    },
  });
}

const NOW_MS = Date.parse("2026-11-28T14:00:00Z");

const sale = (offset: number, createdMs: number, appendedMs = createdMs): LiveRecord => ({
  partition: 0,
  offset,
  appendedMs,
  value: JSON.stringify({ customer_id: "Alice", created: createdMs }),
});
const begin = { runId: "live", groupBy: iceCream, settings, partitions: 1 };

describe("a run that follows a topic", () => {
  it("counts what is no event, and says why the first is none", async () => {
    const records = [
      { ...sale(0, NOW_MS), value: "{broken" },
      { ...sale(1, NOW_MS), value: null, problem: "Not Avro: too short" },
      sale(2, NOW_MS),
    ];
    const { live, counts } = await session().call("follow", { ...begin, schema, records }, context);
    expect(live).toMatchObject({ received: 3, undecodable: 2, leftOut: 0 });
    expect(live?.problem).toMatch(/^Partition 0, offset 0: Not JSON/);
    expect(counts.events).toBe(1);
  });

  it("takes a record once, whatever is sent again", async () => {
    const engine = session();
    await engine.call("follow", { ...begin, schema, records: [sale(0, NOW_MS), sale(1, NOW_MS + 1)] }, context);
    const { trace, live } = await engine.call(
      "append",
      { runId: "live", records: [sale(1, NOW_MS + 1), sale(2, NOW_MS + 2)] },
      context,
    );
    expect(trace.steps).toBe(3);
    expect(live?.received).toBe(3);
  });

  it("leaves the times of events that happen now as they are", async () => {
    const engine = session();
    const { live, trace } = await engine.call(
      "follow",
      { ...begin, schema, records: [sale(0, NOW_MS, NOW_MS + minutes(20))] },
      context,
    );
    expect(live?.shiftMs).toBe(0);
    expect(trace.processingMs[0]).toBe(NOW_MS + minutes(20));
  });

  it("shows the arrival of events of another time beside them, within a minute after the latest", async () => {
    const engine = session();
    const records = [sale(0, 1_000, NOW_MS), sale(1, 1_200, NOW_MS), sale(2, 1_500, NOW_MS + 3)];
    const { live, trace } = await engine.call("follow", { ...begin, schema, records }, context);
    const lastMs = trace.processingMs[2] ?? 0;
    expect(lastMs).toBeGreaterThanOrEqual(1_500);
    expect(lastMs).toBeLessThan(1_500 + 60_000);
    const grown = await engine.call("append", { runId: "live", records: [sale(3, 1_600, NOW_MS + 7_003)] }, context);
    expect(grown.live?.shiftMs).toBe(live?.shiftMs);
    expect((grown.trace.processingMs[3] ?? 0) - lastMs).toBe(7_000);
  });

  it("learns the columns of a topic that declares none", async () => {
    const { sourceSchema } = await session().call("follow", { ...begin, records: [sale(0, NOW_MS)] }, context);
    expect(sourceSchema).toEqual(schema);
    await expect(session().call("follow", { ...begin, records: [] }, context)).rejects.toMatchObject({
      code: "live/no-columns",
    });
  });

  it("waits for the first event of an empty topic", async () => {
    const engine = session();
    const empty = await engine.call("follow", { ...begin, schema, records: [] }, context);
    expect(empty.trace.steps).toBe(0);
    const { counts } = await engine.call("append", { runId: "live", records: [sale(0, NOW_MS)] }, context);
    expect(counts).toMatchObject({ events: 1, tiles: 1 });
  });

  it("keeps its checkpoints few, however often it grows", async () => {
    const engine = session();
    let grown = await engine.call("follow", { ...begin, schema, records: [] }, context);
    for (let offset = 0; offset < 1_000; offset++)
      grown = await engine.call("append", { runId: "live", records: [sale(offset, NOW_MS + offset * 1_000)] }, context);
    expect(grown.trace.checkpointSteps.length).toBeGreaterThan(32);
    expect(grown.trace.checkpointSteps.length).toBeLessThan(140);
    const state = await engine.call("state", { runId: "live", step: 500, keyIndex: 0 }, context);
    expect(state.watermarkMs).toBe(NOW_MS + 500_000 - minutes(5) - 1);
  });

  it("does not grow a simulated run, nor one that was disposed of", async () => {
    const engine = session();
    const stream = {
      kind: "rows",
      topic: "sales",
      schema,
      timeColumn: "created",
      rows: [{ event: { customer_id: "Alice", created: 1 } }],
    } as const;
    await engine.call("run", { runId: "r", groupBy: iceCream, stream, settings }, context);
    await expect(engine.call("append", { runId: "r", records: [] }, context)).rejects.toMatchObject({
      code: "worker/not-live",
    });
    await engine.call("follow", { ...begin, schema, records: [] }, context);
    await engine.call("dispose", { runId: "live" }, context);
    await expect(engine.call("append", { runId: "live", records: [] }, context)).rejects.toMatchObject({
      code: "worker/unknown-run",
    });
  });
});
