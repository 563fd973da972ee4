import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryJob, jobSettings, recordsOf, type Sale, salesPlan } from "../../testing/job-fixture.ts";
import { check } from "../../testing/property.ts";
import type { Emission, SourceRecord } from "../operators/emission.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import { inputCodec, keyCodec, tileCodec } from "../tile/index.ts";
import { MINUTE_MS } from "../time/duration.ts";
import { processingTime } from "../time/event-time.ts";
import { createPipeline } from "./create-pipeline.ts";
import type { Pipeline } from "./pipeline.ts";
import { recordTrace } from "./record-trace.ts";
import { restoreAt } from "./restore-at.ts";

const plan = salesPlan();

const sale = (created: number, changes: Partial<Sale> = {}): Sale => ({
  customer: "ann",
  flavor: "mint",
  price: 2,
  created,
  partition: 0,
  gapMs: 10,
  ...changes,
});

/** What a record made the pipeline emit; IRs as they were then. */
function pushed(pipeline: Pipeline, record: SourceRecord): Emission[] {
  const emissions: Emission[] = [];
  pipeline.push(record, (emission) =>
    emissions.push(emission.kind === "tile" ? { ...emission, ir: plan.baseAggregator.clone(emission.ir) } : emission),
  );
  return emissions;
}

const putsOf = (emissions: readonly Emission[]): PutRequest[] =>
  emissions.flatMap((emission) => (emission.kind === "put" ? [emission.request] : []));

describe("a pipeline", () => {
  it("emits the tile, its put, and the watermark last", () => {
    const pipeline = createPipeline(plan, jobSettings({ outOfOrdernessMs: 0 }), { partitions: 1 });
    const [first, second, third] = recordsOf([sale(7), sale(5 * MINUTE_MS), sale(8)]);
    const emissions = pushed(pipeline, first as SourceRecord);
    expect(emissions.map((emission) => emission.kind)).toEqual(["tile", "put", "watermark"]);
    expect(emissions[0]).toMatchObject({
      key: ["ann"],
      startMs: 0,
      endMs: 5 * MINUTE_MS,
      events: 1,
      latestMs: 7,
      isComplete: false,
      cause: "element",
    });
    expect(emissions[2]).toEqual({ kind: "watermark", watermarkMs: 6 });
    const closing = pushed(pipeline, second as SourceRecord);
    expect(closing.map((emission) => emission.kind)).toEqual(["tile", "put", "closed", "watermark"]);
    expect(pushed(pipeline, third as SourceRecord)).toMatchObject([
      { kind: "late", timeMs: 8, startMs: 0, endMs: 5 * MINUTE_MS, watermarkMs: 5 * MINUTE_MS - 1 },
    ]);
    expect(pipeline.openTiles()).toBe(1);
    expect(pipeline.watermarks()).toEqual({
      watermarkMs: 5 * MINUTE_MS - 1,
      partitions: [{ partition: 0, watermarkMs: 5 * MINUTE_MS - 1, idle: false, holds: true }],
    });
  });

  it("T4 puts the whole tile under the time of its last processed event and its slot", () => {
    const pipeline = createPipeline(plan, jobSettings(), { partitions: 1 });
    const records = recordsOf([sale(MINUTE_MS), sale(30_000, { price: 5 })]);
    const puts = records.flatMap((record) => putsOf(pushed(pipeline, record)));
    expect(puts).toHaveLength(2);
    expect(puts[1]).toMatchObject({
      dataset: plan.streamingDataset,
      tsMillis: 30_000,
      tile: { startMs: 0, sizeMs: 5 * MINUTE_MS },
    });
    expect(keyCodec(plan).decode(puts[1]?.keyBytes ?? new Uint8Array())).toEqual(["ann"]);
    const stored = tileCodec(plan).decode(puts[1]?.valueBytes ?? new Uint8Array());
    expect(stored.isComplete).toBe(false);
    const ir = plan.baseAggregator.denormalize(stored.ir);
    expect(plan.baseAggregator.finalize(ir).slice(0, 3)).toEqual([2, new Map([["mint", 7]]), 3.5]);
  });

  it("puts an untiled event as its inputs, without a slot", () => {
    const pipeline = createPipeline(plan, jobSettings({ mode: "untiled" }), { partitions: 1 });
    const emissions = recordsOf([sale(MINUTE_MS)]).flatMap((record) => pushed(pipeline, record));
    expect(emissions.map((emission) => emission.kind)).toEqual(["event", "put"]);
    const [put] = putsOf(emissions);
    expect(put).toMatchObject({ dataset: plan.streamingDataset, tsMillis: MINUTE_MS });
    expect(put).not.toHaveProperty("tile");
    const inputs = inputCodec(plan).decode(put?.valueBytes ?? new Uint8Array());
    expect(Object.fromEntries(plan.inputSchema.map(({ name }, i) => [name, inputs[i]]))).toEqual({
      price: 2,
      flavor: "mint",
    });
  });

  it("gives each tile emission the IR as it is put", () => {
    const pipeline = createPipeline(plan, jobSettings(), { partitions: 1 });
    const emissions = recordsOf([sale(1), sale(2)]).flatMap((record) => pushed(pipeline, record));
    const irs = emissions.flatMap((emission) => (emission.kind === "tile" ? [emission.ir] : []));
    expect(irs.map((ir) => plan.baseAggregator.finalize(ir)[0])).toEqual([1, 2]);
    const stored = putsOf(emissions).map(({ valueBytes }) => tileCodec(plan).decode(valueBytes).ir);
    expect(irs.map((ir) => plan.baseAggregator.normalize(ir))).toEqual(stored);
  });

  it("fires buffered tiles when processing time alone moves on", () => {
    const settings = jobSettings({ trigger: { kind: "buffered", bufferMs: 100 } });
    const pipeline = createPipeline(plan, settings, { partitions: 1 });
    const [record] = recordsOf([sale(1)]);
    expect(pushed(pipeline, record as SourceRecord).map((emission) => emission.kind)).toEqual(["watermark"]);
    const emissions: Emission[] = [];
    pipeline.advanceTo(processingTime(110), (emission) => emissions.push(emission));
    expect(emissions).toMatchObject([{ kind: "tile", cause: "processing_time", events: 1 }, { kind: "put" }]);
  });

  it("L2 L6 fires a write before the idleness that is due with it closes the tile", () => {
    const settings = jobSettings({
      trigger: { kind: "buffered", bufferMs: 101 },
      outOfOrdernessMs: 0,
      idlenessMs: 100,
    });
    const pipeline = createPipeline(plan, settings, { partitions: 2 });
    for (const record of recordsOf([sale(1, { gapMs: 0 }), sale(10 * MINUTE_MS, { gapMs: 0 })]))
      expect(pushed(pipeline, record)).toEqual([]);
    const emissions: Emission[] = [];
    pipeline.advanceTo(processingTime(100), (emission) => emissions.push(emission));
    expect(emissions).toEqual([]);
    pipeline.advanceTo(processingTime(5_000), (emission) => emissions.push(emission));
    expect(emissions).toMatchObject([
      { kind: "tile", startMs: 0, cause: "processing_time" },
      { kind: "put" },
      { kind: "tile", startMs: 10 * MINUTE_MS, cause: "processing_time" },
      { kind: "put" },
      { kind: "closed", startMs: 0 },
      { kind: "watermark", watermarkMs: 10 * MINUTE_MS - 1 },
    ]);
  });

  it("refuses bad settings and partitions that it was not made for", () => {
    const invalid = expect.objectContaining({ code: "job/invalid-settings" });
    const create = (changes: Parameters<typeof jobSettings>[0]) => () =>
      createPipeline(plan, jobSettings(changes), { partitions: 1 });
    expect(create({ tileSizeMs: 7 * MINUTE_MS })).toThrow(invalid);
    expect(create({ tileSizeMs: 10 * MINUTE_MS })).toThrow(invalid);
    expect(create({ outOfOrdernessMs: -1 })).toThrow(invalid);
    expect(create({ idlenessMs: 0 })).toThrow(invalid);
    expect(create({ trigger: { kind: "buffered", bufferMs: 0.5 } })).toThrow(invalid);
    const [record] = recordsOf([sale(1, { partition: 1 })]);
    const pipeline = createPipeline(plan, jobSettings(), { partitions: 1 });
    expect(() => pipeline.push(record as SourceRecord, () => {})).toThrow(RangeError);
  });
});

describe("restoreAt", () => {
  it("R2 gives the pipeline as it was after any step, forwards and back", () => {
    check(
      "R2 restoreAt",
      fc.property(
        arbitraryJob.filter(({ sales }) => sales.length > 0),
        fc.integer({ min: 1, max: 20 }),
        ({ partitions, sales, settings }, checkpointEvery) => {
          const records = recordsOf(sales);
          const run = recordTrace(plan, settings, records, { partitions, checkpointEvery }).finish();
          const running = createPipeline(plan, settings, { partitions });
          expect(restoreAt(run, -1).snapshot()).toEqual(running.snapshot());
          const states = records.map((record) => {
            const emissions = pushed(running, record);
            return { emissions, state: running.snapshot(), watermarks: running.watermarks() };
          });
          for (let step = records.length - 1; step >= 0; step--) {
            const restored = restoreAt(run, step);
            expect(restored.snapshot()).toEqual(states[step]?.state);
            expect(restored.watermarks()).toEqual(states[step]?.watermarks);
            const next = records[step + 1];
            if (next !== undefined) expect(pushed(restored, next)).toEqual(states[step + 1]?.emissions);
          }
          expect(run).toEqual(recordTrace(plan, settings, records, { partitions, checkpointEvery }).finish());
        },
      ),
      { factor: 0.3 },
    );
  });
});
