import { describe, expect, it } from "vitest";
import type { SourceRecord } from "../operators/emission.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";
import { createEvents } from "./create-events.ts";
import type { GeneratedStream } from "./stream.ts";

const START_MS = 1_700_000_000_000;

const stream: GeneratedStream = {
  kind: "generator",
  topic: "sales",
  seed: 7,
  startMs: START_MS,
  durationMs: DAY_MS,
  ratePerMinute: 5,
  columns: [
    { name: "customer", type: "string", generator: { kind: "key" } },
    { name: "created", type: "long", generator: { kind: "time" } },
    { name: "price", type: "double", generator: { kind: "lognormal", median: 20, sigma: 0.5, decimals: 2 } },
    {
      name: "flavor",
      type: "string",
      generator: { kind: "choice", values: ["mint", "fig"], weights: [3, 1] },
      nulls: 0.1,
    },
    { name: "quantity", type: "int", generator: { kind: "integer", min: 1, max: 3 } },
    { name: "ratio", type: "float", generator: { kind: "uniform", min: -1, max: 1 } },
    { name: "id", type: "string", generator: { kind: "sequence", prefix: "s" } },
    { name: "shop", type: "binary", generator: { kind: "constant", value: "00ff" } },
  ],
  keys: { count: 20, skew: 1, names: ["ann"] },
  disorder: { share: 0.3, delayP50Ms: MINUTE_MS, delayP95Ms: 10 * MINUTE_MS },
  partitions: 3,
};

const arrivals = (records: readonly SourceRecord[]): number[] => records.map((record) => record.processingMs);
const column = (records: readonly SourceRecord[], index: number) => records.map((record) => record.row[index]);
const isSorted = (numbers: readonly number[]): boolean =>
  numbers.every((n, i) => i === 0 || n >= (numbers[i - 1] ?? 0));
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe("a generated stream", () => {
  const { records, schema, partitions, originalIndex } = createEvents(stream);

  it("gives the same records for the same definition, others for another seed", () => {
    expect(createEvents(structuredClone(stream)).records).toEqual(records);
    expect(createEvents({ ...stream, seed: 8 }).records).not.toEqual(records);
  });

  it("is the same on every machine: these are its first records", () => {
    expect(records.slice(0, 3)).toMatchInlineSnapshot(`
      [
        {
          "index": 0,
          "offset": 0,
          "partition": 1,
          "processingMs": 1700000016062,
          "row": [
            "2",
            1700000016062,
            29.37,
            "mint",
            2,
            -0.017462166026234627,
            "s3",
            Uint8Array [
              0,
              255,
            ],
          ],
        },
        {
          "index": 1,
          "offset": 1,
          "partition": 1,
          "processingMs": 1700000023734,
          "row": [
            "8",
            1700000023734,
            23.64,
            "mint",
            1,
            -0.5464311242103577,
            "s4",
            Uint8Array [
              0,
              255,
            ],
          ],
        },
        {
          "index": 2,
          "offset": 2,
          "partition": 1,
          "processingMs": 1700000028842,
          "row": [
            "2",
            1700000028842,
            16.32,
            null,
            1,
            0.04482801631093025,
            "s5",
            Uint8Array [
              0,
              255,
            ],
          ],
        },
      ]
    `);
  });

  it("has as many events as rate and duration say, sorted by arrival, with offsets in each partition", () => {
    expect(records).toHaveLength(5 * 24 * 60);
    expect(schema.map((field) => field.name)).toEqual(stream.columns.map((each) => each.name));
    expect(records.map((record) => record.index)).toEqual([...records.keys()]);
    expect(isSorted(arrivals(records))).toBe(true);
    expect([...originalIndex]).toEqual([...records.keys()]);
    for (let partition = 0; partition < partitions; partition++) {
      const offsets = records.filter((record) => record.partition === partition).map((record) => record.offset);
      expect(offsets).toEqual([...offsets.keys()]);
      expect(offsets.length).toBeGreaterThan(0);
    }
  });

  it("keeps a key in one partition", () => {
    const homes = new Map(records.map((record) => [record.row[0], record.partition]));
    expect(records.every((record) => homes.get(record.row[0]) === record.partition)).toBe(true);
  });

  it("spreads event times over the duration and delays the share that it should", () => {
    const times = column(records, 1) as number[];
    expect(Math.min(...times)).toBeGreaterThanOrEqual(START_MS);
    expect(Math.max(...times)).toBeLessThan(START_MS + DAY_MS);
    const firstHalf = times.filter((time) => time < START_MS + DAY_MS / 2).length / times.length;
    expect(firstHalf).toBeGreaterThan(0.45);
    expect(firstHalf).toBeLessThan(0.55);
    const delays = records.map((record, i) => record.processingMs - (times[i] ?? 0)).filter((delay) => delay > 0);
    expect(delays.length / records.length).toBeGreaterThan(0.27);
    expect(delays.length / records.length).toBeLessThan(0.33);
    expect(median(delays) / MINUTE_MS).toBeGreaterThan(0.85);
    expect(median(delays) / MINUTE_MS).toBeLessThan(1.15);
    const p95 = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? 0;
    expect(p95 / MINUTE_MS).toBeGreaterThan(7.5);
    expect(p95 / MINUTE_MS).toBeLessThan(13);
  });

  it("draws each column as its generator says", () => {
    const counts = new Map<unknown, number>();
    for (const key of column(records, 0)) counts.set(key, (counts.get(key) ?? 0) + 1);
    expect(counts.size).toBe(20);
    expect((counts.get("ann") ?? 0) / (counts.get("2") ?? 1)).toBeGreaterThan(1.7);
    expect((counts.get("ann") ?? 0) / (counts.get("2") ?? 1)).toBeLessThan(2.3);
    const prices = column(records, 2) as number[];
    expect(median(prices)).toBeGreaterThan(19);
    expect(median(prices)).toBeLessThan(21);
    expect(prices.every((price) => Math.round(price * 100) / 100 === price)).toBe(true);
    const flavors = column(records, 3);
    const share = (flavor: string | null) => flavors.filter((each) => each === flavor).length / flavors.length;
    expect(share(null)).toBeGreaterThan(0.08);
    expect(share(null)).toBeLessThan(0.12);
    expect(share("mint") / share("fig")).toBeGreaterThan(2.7);
    expect(new Set(column(records, 4))).toEqual(new Set([1, 2, 3]));
    expect(column(records, 5).every((ratio) => Math.fround(ratio as number) === ratio)).toBe(true);
    expect(new Set(column(records, 6)).size).toBe(records.length);
    expect(column(records, 7)[0]).toEqual(new Uint8Array([0, 255]));
  });

  it("leaves the other columns alone when one changes", () => {
    const columns = stream.columns.map((each) => (each.name === "flavor" ? { ...each, nulls: 0.9 } : each));
    const changed = createEvents({ ...stream, columns }).records;
    expect(column(changed, 2)).toEqual(column(records, 2));
    expect(arrivals(changed)).toEqual(arrivals(records));
    expect(column(changed, 3)).not.toEqual(column(records, 3));
  });

  it("has the faults that were asked for", () => {
    const faults = { duplicates: 0.1, missingTime: 0.05, missingKey: 0.05 };
    const faulty = createEvents({ ...stream, faults }).records;
    const events = records.length;
    expect((faulty.length - events) / events).toBeGreaterThan(0.08);
    expect((faulty.length - events) / events).toBeLessThan(0.12);
    expect(new Set(column(faulty, 6)).size).toBe(events);
    for (const index of [0, 1]) {
      const missing = column(faulty, index).filter((value) => value === null).length / faulty.length;
      expect(missing).toBeGreaterThan(0.035);
      expect(missing).toBeLessThan(0.065);
    }
  });

  it("delivers everything of a stalled partition at the end of its stall", () => {
    const fromMs = START_MS + 6 * HOUR_MS;
    const untilMs = fromMs + HOUR_MS;
    const faults = { stalledPartition: { partition: 1, fromMs, untilMs } };
    const stalled = createEvents({ ...stream, faults }).records.filter((record) => record.partition === 1);
    const during = stalled.filter((record) => record.processingMs >= fromMs && record.processingMs < untilMs);
    expect(during).toEqual([]);
    expect(stalled.filter((record) => record.processingMs === untilMs).length).toBeGreaterThan(20);
  });

  it("makes no event of a rate of zero, and no delay of a median of zero", () => {
    expect(createEvents({ ...stream, ratePerMinute: 0 }).records).toEqual([]);
    const prompt = createEvents({ ...stream, disorder: { share: 1, delayP50Ms: 0, delayP95Ms: 0 } }).records;
    expect(arrivals(prompt)).toEqual(column(prompt, 1));
  });
});

describe("edits", () => {
  const { records } = createEvents(stream);

  it("move, remove and re-time single events, named by their place in the unedited stream", () => {
    const lastMs = records.at(-1)?.processingMs ?? 0;
    const edits = { 0: { arrivalMs: lastMs + 5 }, 1: { removed: true }, 2: { eventMs: START_MS - 1 } };
    const edited = createEvents(stream, edits);
    expect(edited.records).toHaveLength(records.length - 1);
    expect(edited.originalIndex[0]).toBe(2);
    expect(edited.records[0]?.row[1]).toBe(START_MS - 1);
    expect(edited.records[0]?.processingMs).toBe(records[2]?.processingMs);
    expect(edited.originalIndex.at(-1)).toBe(0);
    expect(edited.records.at(-1)).toMatchObject({ processingMs: lastMs + 5, row: records[0]?.row });
    expect(edited.records.map((record) => record.index)).toEqual([...edited.records.keys()]);
    expect(isSorted(arrivals(edited.records))).toBe(true);
    expect(createEvents(stream).records).toEqual(records);
  });
});
