import { describe, expect, it } from "vitest";
import type { SourceRecord } from "../operators/emission.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";
import { createEvents } from "./create-events.ts";
import type { FileStream, GeneratedStream, ScriptedStream } from "./stream.ts";

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

describe("a scripted stream", () => {
  const scripted: ScriptedStream = {
    kind: "rows",
    topic: "sales",
    schema: [
      { name: "customer", type: "string" },
      { name: "created", type: "timestamp" },
    ],
    rows: [
      { event: { customer: "ann", created: 5_000_000 } },
      { event: { customer: "ben", created: 9_000_000 }, arrivalMs: 20, partition: 2 },
      { event: { customer: "cid", created: null } },
      { event: { customer: 4, created: 6_000_000 }, arrivalMs: 20 },
    ],
    timeColumn: "created",
  };

  it("arrives as written, else at its event time, else with the row before", () => {
    const { records, partitions, problems } = createEvents(scripted);
    expect(records.map((record) => [record.row[0], record.processingMs, record.partition, record.offset])).toEqual([
      ["ben", 20, 2, 0],
      ["cid", 20, 0, 0],
      [null, 20, 0, 1],
      ["ann", 5_000, 0, 2],
    ]);
    expect(partitions).toBe(3);
    expect(problems).toEqual([{ step: 2, reason: expect.stringContaining('"customer"') }]);
  });

  it("keeps the unit of the time column when an event is moved in time", () => {
    const { records } = createEvents(scripted, { 3: { eventMs: 7 } });
    expect(records.at(-1)?.row).toEqual(["ann", 7_000]);
  });
});

describe("a file stream", () => {
  const file: FileStream = {
    kind: "file",
    topic: "sales",
    fileName: "sales.csv",
    format: "csv",
    schema: [
      { name: "id", type: "int" },
      { name: "at", type: "string" },
    ],
    timeColumn: "at",
    timeUnit: "text",
    arrival: { kind: "file-order" },
  };
  const rows = [
    { id: 1, at: "2024-01-10T00:00:10Z" },
    { id: 2, at: "2024-01-10 00:00:05.250" },
    { id: 3, at: "no time" },
    { id: 4, at: "2024-01-10T01:00:20+01:00" },
  ];
  const baseMs = Date.UTC(2024, 0, 10);
  const arrivalsBy = (arrival: FileStream["arrival"]) =>
    createEvents({ ...file, arrival }, {}, rows).records.map((record) => [record.row[0], record.processingMs - baseMs]);

  it("arrives in the order of the file at the latest time so far", () => {
    expect(arrivalsBy({ kind: "file-order" })).toEqual([
      [1, 10_000],
      [2, 10_000],
      [3, 10_000],
      [4, 20_000],
    ]);
  });

  it("arrives sorted by event time", () => {
    expect(arrivalsBy({ kind: "event-time" })).toEqual([
      [2, 5_250],
      [3, 5_250],
      [1, 10_000],
      [4, 20_000],
    ]);
  });

  it("arrives with seeded delays", () => {
    const delayed = { kind: "delay", seed: 1, share: 1, p50Ms: 1_000, p95Ms: 1_000 } as const;
    expect(arrivalsBy(delayed)).toEqual([
      [2, 6_250],
      [3, 6_250],
      [1, 11_000],
      [4, 21_000],
    ]);
  });

  it("reads times in seconds and microseconds", () => {
    const numbers = {
      ...file,
      schema: [
        { name: "id", type: "int" },
        { name: "at", type: "double" },
      ],
    } as FileStream;
    const arrival = (timeUnit: FileStream["timeUnit"], at: number) =>
      createEvents({ ...numbers, timeUnit }, {}, [{ id: 1, at }]).records[0]?.processingMs;
    expect(arrival("seconds", 1.5)).toBe(1_500);
    expect(arrival("microseconds", 1_500)).toBe(1);
    expect(arrival("milliseconds", 1_500)).toBe(1_500);
  });
});
