import { describe, expect, it } from "vitest";
import { salesPlan } from "../../testing/job-fixture.ts";
import { Operation } from "../group-by/group-by.ts";
import { eventTime, processingTime } from "../time/event-time.ts";
import type { EvaluatedEvent } from "./expression-evaluation.ts";
import { keyId } from "./key-id.ts";
import { Tiling, type TilingOutput } from "./tiling.ts";

const plan = salesPlan();
const SIZE_MS = 100;

const sale = (customer: string, timeMs: number): EvaluatedEvent => ({
  kind: "event",
  partition: 0,
  processingMs: processingTime(0),
  key: [customer],
  keyId: keyId([customer]),
  timeMs: eventTime(timeMs),
  inputs: plan.inputSchema.map((field) => (field.name === "price" ? 1 : "mint")),
});

/** Runs steps and writes down what came out: `fired ann@0 2 element`. */
class Bench {
  readonly tiling: Tiling;
  #log: string[] = [];

  constructor(bufferMs: number | null) {
    this.tiling = new Tiling(plan.baseAggregator, SIZE_MS, bufferMs);
  }

  event(customer: string, timeMs: number): string[] {
    return this.#step(() => this.tiling.onElement(sale(customer, timeMs), this.#emit));
  }

  watermark(ms: number): string[] {
    return this.#step(() => this.tiling.onWatermark(ms, this.#emit));
  }

  clock(ms: number): string[] {
    return this.#step(() => this.tiling.onProcessingTime(ms, this.#emit));
  }

  #step(run: () => void): string[] {
    this.#log = [];
    run();
    return this.#log;
  }

  readonly #emit = (output: TilingOutput): void => {
    if (output.kind === "late") this.#log.push(`late ${output.event.key[0]}@${output.startMs}`);
    else if (output.kind === "fired") {
      const { tile, cause, isComplete } = output;
      this.#log.push(`fired ${tile.key[0]}@${tile.startMs} ${tile.events} ${cause}${isComplete ? " complete" : ""}`);
    } else if (output.kind === "closed") this.#log.push(`closed ${output.tile.key[0]}@${output.tile.startMs}`);
    else if (output.kind === "added") this.#log.push(`added ${output.first ? "first " : ""}${output.tile.startMs}`);
    else this.#log.push(output.kind);
  };
}

describe("tiling", () => {
  it("T1 puts an event into the tile that holds its time, floored before 1970 too", () => {
    const bench = new Bench(60);
    expect(bench.event("ann", 0)).toEqual(["added first 0"]);
    expect(bench.event("ann", 99)).toEqual(["added 0"]);
    expect(bench.event("ann", 100)).toEqual(["added first 100"]);
    expect(bench.event("ann", -1)).toEqual(["added first -100"]);
    expect(bench.tiling.openTiles).toBe(3);
  });

  it("L3 takes an event behind the watermark while its tile is open, and none after its end", () => {
    const bench = new Bench(null);
    bench.watermark(98);
    expect(bench.event("ann", 5)).toEqual(["added first 0", "fired ann@0 1 element"]);
    expect(bench.watermark(99)).toEqual(["closed ann@0"]);
    expect(bench.event("ann", 99)).toEqual(["late ann@0"]);
    expect(bench.tiling.openTiles).toBe(0);
  });

  it("L6 fires every element without a buffer, and nothing at the close", () => {
    const bench = new Bench(null);
    expect(bench.event("ann", 1)).toEqual(["added first 0", "fired ann@0 1 element"]);
    expect(bench.event("ann", 0)).toEqual(["added 0", "fired ann@0 2 element"]);
    expect(bench.watermark(250)).toEqual(["closed ann@0"]);
  });

  it("L6 with a buffer fires once for all that came within it, cumulatively", () => {
    const bench = new Bench(100);
    bench.clock(14);
    bench.event("ann", 14);
    bench.clock(38);
    bench.event("ann", 38);
    expect(bench.clock(113)).toEqual([]);
    expect(bench.clock(114)).toEqual(["fired ann@0 2 processing_time"]);
    bench.clock(400);
    bench.event("ann", 40);
    expect(bench.clock(500)).toEqual(["fired ann@0 3 processing_time"]);
    expect(bench.watermark(99)).toEqual(["closed ann@0"]);
  });

  it("L5 L6 flushes a waiting write when the watermark closes the tile, complete from the end on", () => {
    const exactly = new Bench(100);
    exactly.event("ann", 5);
    expect(exactly.watermark(99)).toEqual(["fired ann@0 1 event_time", "closed ann@0"]);
    expect(exactly.clock(1_000)).toEqual([]);
    const beyond = new Bench(100);
    beyond.event("ann", 5);
    expect(beyond.watermark(100)).toEqual(["fired ann@0 1 event_time complete", "closed ann@0"]);
  });

  it("closes by end, then in order of first events", () => {
    const bench = new Bench(null);
    bench.event("ben", 150);
    bench.event("ann", 150);
    bench.event("zoe", 20);
    expect(bench.watermark(1_000)).toEqual(["closed zoe@0", "closed ben@100", "closed ann@100"]);
  });

  it("makes an event invalid whose value an aggregation cannot take, and leaves the tile as it was", () => {
    // HISTOGRAM counts strings and fails on its first number.
    const aggregations = [Operation.COUNT, Operation.HISTOGRAM].map((operation) => ({
      inputColumn: "price",
      operation,
    }));
    const counted = salesPlan({ aggregations });
    const tiling = new Tiling(counted.baseAggregator, SIZE_MS, null);
    const outputs: TilingOutput[] = [];
    tiling.onElement({ ...sale("ann", 5), inputs: [1] }, (output) => outputs.push(output));
    expect(outputs).toMatchObject([{ kind: "invalid" }]);
    expect(tiling.openTiles).toBe(0);
  });

  it("R2 keeps waiting writes in order over a restore", () => {
    const bench = new Bench(50);
    bench.clock(0);
    bench.event("zoe", 1);
    bench.event("ann", 1);
    bench.clock(10);
    bench.event("ben", 1);
    const restored = new Bench(50);
    restored.tiling.restore(structuredClone(bench.tiling.snapshot()));
    expect(restored.clock(60)).toEqual([
      "fired zoe@0 1 processing_time",
      "fired ann@0 1 processing_time",
      "fired ben@0 1 processing_time",
    ]);
  });

  it("L6 does not write a tile in the place of a closed one whose timer was due together", () => {
    const bench = new Bench(50);
    bench.clock(0);
    bench.event("ann", 1);
    bench.event("ben", 150);
    expect(bench.watermark(99)).toEqual(["fired ann@0 1 event_time", "closed ann@0"]);
    bench.event("zoe", 150);
    expect(bench.tiling.snapshot().waiting).toEqual([1, 2]);
    expect(bench.clock(50)).toEqual(["fired ben@100 1 processing_time", "fired zoe@100 1 processing_time"]);
  });

  it("gives snapshots that later steps do not change", () => {
    const bench = new Bench(50);
    bench.event("ann", 1);
    const saved = bench.tiling.snapshot();
    const before = structuredClone(saved);
    bench.event("ann", 2);
    bench.watermark(500);
    expect(saved).toEqual(before);
  });
});
