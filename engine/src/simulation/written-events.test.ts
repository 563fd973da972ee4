import { describe, expect, it } from "vitest";
import { createEvents } from "./create-events.ts";
import type { FileStream, ScriptedStream } from "./stream.ts";

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
