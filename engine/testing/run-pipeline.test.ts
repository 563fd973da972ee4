import { describe, expect, it } from "vitest";
import { createMemoryLog, createMemoryStore } from "../src/adapters/memory/index.ts";
import type { Emission } from "../src/operators/emission.ts";
import { StoreSink } from "../src/operators/sink.ts";
import type { KVStore, PutRequest } from "../src/ports/kv-store.ts";
import type { LogRecord } from "../src/ports/log.ts";
import { createPipeline } from "../src/runtime/create-pipeline.ts";
import { runPipeline } from "../src/runtime/run-pipeline.ts";
import { decodeEvent } from "../src/schema/decode-event.ts";
import { parseJson } from "../src/schema/json.ts";
import { SimulatedClock } from "../src/simulation/simulated-clock.ts";
import { MINUTE_MS } from "../src/time/duration.ts";
import { jobSettings, SALES, salesPlan } from "./job-fixture.ts";

const plan = salesPlan();
const decode = (record: LogRecord) => decodeEvent(parseJson(new TextDecoder().decode(record.value)), SALES);
const encoded = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

async function logOf(sales: readonly { customer: unknown; created: number; partition: number }[]) {
  const clock = new SimulatedClock(1_000);
  const log = createMemoryLog(clock);
  await log.createTopic("sales", 2);
  for (const { partition, ...sale } of sales) {
    await log.append("sales", [{ key: null, value: encoded({ ...sale, flavor: "fig", price: 1 }), partition }]);
    clock.advanceBy(10);
  }
  return { log, clock };
}

const sales = Array.from({ length: 40 }, (_, i) => ({
  customer: ["ann", "ben"][i % 2],
  created: i * MINUTE_MS,
  partition: i % 3 === 0 ? 1 : 0,
}));

async function stored(store: KVStore) {
  const keys = ["ann", "ben"].map((name) => new Uint8Array([2, 6, ...new TextEncoder().encode(name)]));
  return store.multiGet(keys.map((keyBytes) => ({ dataset: plan.streamingDataset, keyBytes, afterTsMillis: 0 })));
}

describe("runPipeline", () => {
  it("takes records in order of appending and stores what they make", async () => {
    const { log } = await logOf(sales);
    const store = createMemoryStore();
    await store.create(plan.streamingDataset);
    const times: number[] = [];
    const { offsets, records } = await runPipeline({
      pipeline: createPipeline(plan, jobSettings(), { partitions: 2 }),
      log,
      topic: "sales",
      decode,
      sink: new StoreSink(store),
      offsets: [0, 0],
      batchSize: 7,
      onEmission: (emission) => emission.kind === "tile" && times.push(emission.latestMs),
    });
    expect(records).toBe(40);
    expect(offsets).toEqual([26, 14]);
    expect(times).toEqual(sales.map((sale) => sale.created));
    const [ann] = await stored(store);
    expect(ann?.ok && ann.values.map((value) => value.millis)).toEqual(
      Array.from({ length: 8 }, (_, tile) => tile * 5 * MINUTE_MS),
    );
  });

  it("R2 R4 goes on from a state and its offsets, with the same stored tiles", async () => {
    const { log } = await logOf(sales);
    const run = { log, topic: "sales", decode } as const;
    const whole = createMemoryStore();
    await whole.create(plan.streamingDataset);
    const settings = jobSettings({ trigger: { kind: "buffered", bufferMs: 35 } });
    const pipeline = createPipeline(plan, settings, { partitions: 2 });
    await runPipeline({ ...run, pipeline, sink: new StoreSink(whole), offsets: [0, 0] });

    const parts = createMemoryStore();
    await parts.create(plan.streamingDataset);
    const before = await logOf(sales.slice(0, 17));
    const first = createPipeline(plan, settings, { partitions: 2 });
    const { offsets } = await runPipeline({
      ...run,
      log: before.log,
      pipeline: first,
      sink: new StoreSink(parts),
      offsets: [0, 0],
    });
    const second = createPipeline(plan, settings, { partitions: 2 });
    second.restore(first.snapshot());
    await runPipeline({ ...run, pipeline: second, sink: new StoreSink(parts), offsets });
    expect(await stored(parts)).toEqual(await stored(whole));
    expect(second.snapshot()).toEqual(pipeline.snapshot());
  });

  it("L4 L8 emits what cannot be decoded as invalid and goes on", async () => {
    const { log } = await logOf([{ customer: 5, created: 1, partition: 0 }, ...sales.slice(0, 1)]);
    const emissions: Emission[] = [];
    await runPipeline({
      pipeline: createPipeline(plan, jobSettings(), { partitions: 2 }),
      log,
      topic: "sales",
      decode,
      sink: new StoreSink(createMemoryStore()),
      offsets: [0, 1],
      onEmission: (emission) => emissions.push(emission),
    });
    expect(emissions).toMatchObject([{ kind: "invalid", code: "source/undecodable" }]);
  });
});

describe("StoreSink", () => {
  const put = (value: number, changes: Partial<PutRequest> = {}): Emission => ({
    kind: "put",
    request: {
      dataset: "d",
      keyBytes: new Uint8Array([1]),
      valueBytes: new Uint8Array([value]),
      tsMillis: 1,
      tile: { startMs: 0, sizeMs: 10 },
      ...changes,
    },
  });

  /** A store that remembers its calls and refuses the puts for which `refuses` says so. */
  function recordingStore(refuses: (call: number) => boolean) {
    const calls: number[][] = [];
    const store: KVStore = {
      ...createMemoryStore(),
      multiPut: async (requests) => {
        calls.push(requests.map((request) => request.valueBytes[0] ?? 0));
        return requests.map(() => !refuses(calls.length));
      },
    };
    return { store, calls };
  }

  it("T4 sends of each tile the last write only, and every appended value", async () => {
    const { store, calls } = recordingStore(() => false);
    const sink = new StoreSink(store, { batchSize: 3 });
    sink.accept({ kind: "filtered" });
    for (const value of [1, 2, 3]) sink.accept(put(value));
    sink.accept(put(4, { tile: { startMs: 10, sizeMs: 10 } }));
    sink.accept(put(5, { keyBytes: new Uint8Array([2]) }));
    const { request } = put(6) as Extract<Emission, { kind: "put" }>;
    const { tile: _tile, ...appended } = request;
    sink.accept({ kind: "put", request: appended });
    sink.accept({ kind: "put", request: { ...appended } });
    expect(sink.waiting).toBe(5);
    await sink.flush();
    expect(calls).toEqual([
      [3, 4, 5],
      [6, 6],
    ]);
    expect(sink.waiting).toBe(0);
  });

  it("tries refused puts again, then gives up and keeps them", async () => {
    const once = recordingStore((call) => call === 1);
    const sink = new StoreSink(once.store);
    sink.accept(put(1));
    await sink.flush();
    expect(once.calls).toEqual([[1], [1]]);
    const always = recordingStore(() => true);
    const stuck = new StoreSink(always.store, { attempts: 2 });
    stuck.accept(put(1));
    await expect(stuck.flush()).rejects.toMatchObject({ code: "sink/refused" });
    expect(always.calls).toHaveLength(2);
    expect(stuck.waiting).toBe(1);
  });
});
