import { describe, expect, it } from "vitest";
import {
  Aggregation,
  arriving,
  Column,
  Compare,
  days,
  EventSource,
  File,
  GroupBy,
  hours,
  instant,
  LiveTopic,
  minutes,
  Query,
  Rows,
  Stream,
  seconds,
  Timeline,
  Trigger,
} from "./index.ts";

const isPlain = (value: unknown) => expect(JSON.parse(JSON.stringify(value))).toEqual(value);

describe("instant", () => {
  it("reads UTC unless a zone is given", () => {
    expect(instant("2024-01-15T10:00")).toBe(Date.UTC(2024, 0, 15, 10));
    expect(instant("2024-01-15 10:00:30.5")).toBe(Date.UTC(2024, 0, 15, 10, 0, 30, 500));
    expect(instant("2024-01-15")).toBe(Date.UTC(2024, 0, 15));
    expect(instant("2024-01-15T10:00:00+02:00")).toBe(Date.UTC(2024, 0, 15, 8));
    expect(instant(5)).toBe(5);
  });

  it.each(["now", "", "2024-13-01", "15.01.2024", "2024-01-15T10"])("refuses %j", (text) => {
    expect(() => instant(text)).toThrow(/Not a time/);
  });
});

describe("Stream", () => {
  it("fills in friendly defaults", () => {
    const stream = Stream({ topic: "sales", columns: { id: Column.key(), at: Column.time() } });
    expect(stream).toEqual({
      kind: "generator",
      topic: "sales",
      seed: 1,
      startMs: Date.UTC(2024, 0, 15),
      durationMs: 6 * 3_600_000,
      ratePerMinute: 10,
      columns: [
        { name: "id", type: "string", generator: { kind: "key" } },
        { name: "at", type: "long", generator: { kind: "time" } },
      ],
      keys: { count: 20, skew: 1 },
      disorder: { share: 0.1, delayP50Ms: 30_000, delayP95Ms: 240_000 },
    });
    isPlain(stream);
  });

  it("takes durations as windows or ms, and guesses the types of choices", () => {
    const stream = Stream({
      topic: "sales",
      start: "2024-02-01",
      duration: days(2),
      disorder: { share: 0.5, p95: minutes(8) },
      keys: { names: ["a", "b"] },
      columns: {
        at: Column.time(),
        flavor: Column.choice(["mint", "chili"], { weights: [2, 1], nulls: 0.1 }),
        size: Column.choice([1, 2]),
        rating: Column.choice([1.5, 2]),
        fresh: Column.choice([true, false]),
        price: Column.lognormal(12),
        order: Column.sequence("o-"),
        count: Column.integer(1, 5),
        share: Column.uniform(0, 1, { decimals: 3 }),
        shop: Column.constant("main"),
      },
    });
    expect(stream.columns.map(({ type }) => type)).toEqual([
      "long",
      "string",
      "long",
      "double",
      "boolean",
      "double",
      "string",
      "long",
      "double",
      "string",
    ]);
    expect(stream.columns[1]).toEqual({
      name: "flavor",
      type: "string",
      nulls: 0.1,
      generator: { kind: "choice", values: ["mint", "chili"], weights: [2, 1] },
    });
    expect(stream).toMatchObject({
      durationMs: 2 * 86_400_000,
      disorder: { share: 0.5, delayP50Ms: 30_000, delayP95Ms: 480_000 },
      keys: { count: 20, names: ["a", "b"] },
    });
    isPlain(stream);
  });

  it("wants exactly one time column", () => {
    expect(() => Stream({ topic: "t", columns: { a: Column.key() } })).toThrow(/exactly one time column/);
    expect(() => Stream({ topic: "t", columns: { a: Column.time(), b: Column.time() } })).toThrow(/has 2/);
  });
});

describe("Rows", () => {
  it("orders events by arrival and guesses what the schema leaves open", () => {
    const stream = Rows({
      topic: "sales",
      timeColumn: "at",
      schema: { amount: "double" },
      rows: [
        arriving({ id: "a", amount: 1, at: 1_000 }, { after: seconds(10), partition: 2 }),
        { id: "b", amount: 2, at: 5_000 },
        { id: "c", at: null },
        arriving({ id: "d", at: 9_007_199_254_740_993n }, { at: 7_000 }),
      ],
    });
    expect(stream).toEqual({
      kind: "rows",
      topic: "sales",
      timeColumn: "at",
      schema: [
        { name: "id", type: "string" },
        { name: "amount", type: "double" },
        { name: "at", type: "long" },
      ],
      rows: [
        { event: { id: "b", amount: 2, at: 5_000 }, arrivalMs: 5_000 },
        { event: { id: "c", at: null }, arrivalMs: 5_000 },
        { event: { id: "d", at: "9007199254740993" }, arrivalMs: 7_000 },
        { event: { id: "a", amount: 1, at: 1_000 }, arrivalMs: 11_000, partition: 2 },
      ],
    });
    isPlain(stream);
  });
});

describe("File", () => {
  it("reads the format from the name", () => {
    const schema = { id: "string", at: "long" } as const;
    expect(File({ topic: "t", fileName: "a.b.JSONL", schema, timeColumn: "at" })).toEqual({
      kind: "file",
      topic: "t",
      fileName: "a.b.JSONL",
      format: "json-lines",
      schema: [
        { name: "id", type: "string" },
        { name: "at", type: "long" },
      ],
      timeColumn: "at",
      timeUnit: "milliseconds",
      arrival: { kind: "file-order" },
    });
    expect(() => File({ topic: "t", fileName: "data.bin", schema, timeColumn: "at" })).toThrow(/format/);
  });

  it("delays a share of the rows when asked", () => {
    const arrival = { share: 0.1, p50: seconds(1), p95: minutes(1) };
    expect(File({ topic: "t", fileName: "a.csv", schema: {}, timeColumn: "at", arrival }).arrival).toEqual({
      kind: "delay",
      seed: 1,
      share: 0.1,
      p50Ms: 1_000,
      p95Ms: 60_000,
    });
  });
});

describe("views", () => {
  const stream = Stream({ topic: "t", columns: { k: Column.key(), at: Column.time() } });
  const groupBy = GroupBy({
    name: "t.g",
    sources: EventSource({ topic: "t", query: Query({ timeColumn: "at" }) }),
    keys: ["k"],
    aggregations: [Aggregation({ inputColumn: "k", windows: [hours(6)] })],
  });

  it("take Chronon's job settings unless told otherwise", () => {
    const view = Timeline({ groupBy, stream });
    expect(view).toEqual({
      kind: "timeline",
      groupBy,
      stream,
      settings: { mode: "tiled", trigger: { kind: "every-element" }, outOfOrdernessMs: 300_000, idlenessMs: 30_000 },
    });
    isPlain(view);
  });

  it("compare at a time of day, buffered", () => {
    const trigger = Trigger.buffered(seconds(5));
    const view = Compare({ groupBy, stream, key: "k-1", at: "1970-01-01T00:01", trigger, tileSizeMs: minutes(1) });
    expect(view).toMatchObject({
      kind: "compare",
      key: "k-1",
      atMs: 60_000,
      repetitions: 200,
      settings: { trigger: { kind: "buffered", bufferMs: 5_000 }, tileSizeMs: 60_000 },
    });
    isPlain(view);
  });
});

it("a live topic is its name and its columns", () => {
  const stream = LiveTopic({ topic: "sales", schema: { customer_id: "string", created: "long" } });
  expect(stream).toEqual({
    kind: "live",
    topic: "sales",
    schema: [
      { name: "customer_id", type: "string" },
      { name: "created", type: "long" },
    ],
  });
  isPlain(stream);
});
