import { describe, expect, it } from "vitest";
import type { GroupBy, LateEvent } from "../../engine/src/index.ts";
import { HOUR_MS, MINUTE_MS } from "../../engine/src/time/duration.ts";
import { days, hours } from "../../engine/src/time/window.ts";
import { combineMeters } from "./combine-meters.ts";
import { jobSummary, keyText, lateBy, operatorNote, tileSizeMs } from "./job-text.ts";
import { job, noMeters, partition, worker } from "./testing/job-samples.ts";

const groupBy: GroupBy = {
  sources: [{ events: { topic: "t", query: { selects: { a: "a", b: "b" }, wheres: ["a > 0"] } } }],
  aggregations: [{ windows: [days(7), hours(13)] }],
};
const late = (more: Partial<LateEvent>): LateEvent => ({
  partition: 0,
  offset: 0,
  appendedMs: 0,
  timeMs: 0,
  key: {},
  inputs: {},
  startMs: 0,
  endMs: 0,
  watermarkMs: 0,
  ...more,
});

describe("tileSizeMs", () => {
  it("is what the job was told, else the smallest hop of its windows", () => {
    expect(tileSizeMs(job(), groupBy)).toBe(HOUR_MS);
    expect(tileSizeMs(job(), { aggregations: [{ windows: [hours(6)] }] })).toBe(5 * MINUTE_MS);
    expect(tileSizeMs(job(), { aggregations: [{}] })).toBe(24 * HOUR_MS);
    expect(tileSizeMs(job({ settings: { ...job().settings, tileSizeMs: 60_000 } }), groupBy)).toBe(60_000);
    expect(tileSizeMs(job(), null)).toBeNull();
  });
});

describe("jobSummary", () => {
  it("says in one line what runs where and for how long", () => {
    const partitions = [partition(0, null), partition(1, null)];
    expect(jobSummary(job({ partitions, workerCount: 2 }), groupBy, 11_520_000)).toBe(
      "tiled, 1 h tiles, topic transactions, 2 partitions, 2 workers, running for 3 h 12 min",
    );
    const settings = { ...job().settings, mode: "untiled", trigger: { kind: "buffered", bufferMs: 100 } } as const;
    expect(jobSummary(job({ settings, state: "stopped" }), groupBy, 0)).toBe(
      "untiled, writes buffered 100 ms, topic transactions, stopped",
    );
  });
});

describe("operatorNote", () => {
  const running = job({ partitions: [partition(0, null, { lag: 1_204 })], openTiles: 14_221 });
  const meters = combineMeters([
    worker(0, {
      counts: { events: 2, writes: 2, lateEvents: 0, filtered: 0, invalid: 0 },
      meters: { ...noMeters, bytesPerPut: 41.4, putMs: { p50Ms: 1, p99Ms: 2.1 }, inFlight: 38 },
    }),
  ]);
  const note = (operator: Parameters<typeof operatorNote>[0], definition: GroupBy | null = groupBy) =>
    meters === null ? "" : operatorNote(operator, running, meters, definition);

  it("says the one thing that matters of each", () => {
    expect(note("source")).toBe("1 partition, 1,204 to go");
    expect(note("evaluation")).toBe("2 selects, 1 where");
    expect(note("evaluation", null)).toBe("0 left out");
    expect(note("tiling")).toBe("14,221 open tiles");
    expect(note("conversion")).toBe("41 bytes a tile");
    expect(note("sink")).toBe("p99 2.1 ms, 38 in flight");
  });
});

describe("late events", () => {
  it("writes keys so that they cannot be taken for another", () => {
    expect(keyText({ merchant: "merchant_123" })).toBe("merchant_123");
    expect(keyText({ a: 7, b: "x y" })).toBe('7 · "x y"');
    expect(keyText({ a: null, b: "" })).toBe('null · ""');
  });

  it("counts lateness from the closing of the tile", () => {
    expect(lateBy(late({ endMs: 0, watermarkMs: 98_001 }))).toBe("1 min 38 s");
    expect(lateBy(late({ endMs: 0, watermarkMs: 250 }))).toBe("250 ms");
    expect(lateBy(late({ endMs: 1, watermarkMs: 0 }))).toBe("0 ms");
  });
});
