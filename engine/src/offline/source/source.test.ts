import { beforeAll, expect, test } from "vitest";
import { loadSqlParser } from "../../expression/index.ts";
import { Accuracy, type GroupBy, Operation, type Source } from "../../group-by/group-by.ts";
import type { Schema } from "../../schema/schema.ts";
import { DAY_MS } from "../../time/duration.ts";
import { days, hours } from "../../time/window.ts";
import { dsOf, shiftDs, startOfDs } from "./ds.ts";
import { daysOf, intersectDs } from "./ds-range.ts";
import { groupByInput } from "./group-by-input.ts";
import { scalaMapOrder } from "./scala-map-order.ts";
import { longestWindowMs, sourceRange } from "./source-range.ts";
import { type Table, warehouseOf } from "./table.ts";

const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "amount", type: "long" },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const row = (ds: string, user: string | null, amount: number, ts: number | null = startOfDs(ds)) => [
  user,
  amount,
  ts,
  ds,
];
const table = (name: string, ...rows: (string | number | null)[][]): Table => ({ name, schema: SCHEMA, rows });
const EVENTS = table(
  "events",
  row("2024-01-01", "a", 1),
  row("2024-01-02", "b", 2),
  row("2024-01-03", null, 3),
  row("2024-01-05", "a", 5, null),
);
const warehouse = warehouseOf([EVENTS, table("more", row("2024-01-02", "c", 7))]);

const events = (more: object = {}, query: object = {}): Source => ({
  events: {
    table: "events",
    query: { selects: { user: "user", amount: "amount" }, timeColumn: "ts", ...query },
    ...more,
  },
});
const groupBy = (...sources: Source[]): GroupBy => ({
  sources,
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [days(2)] }],
  accuracy: Accuracy.SNAPSHOT,
});
const amounts = (given: GroupBy, start: string, end: string) =>
  groupByInput(warehouse, given, { start, end }).rows.map(({ row: [amount] }) => amount);

beforeAll(loadSqlParser);

test("days are UTC and shift over months", () => {
  expect(dsOf(startOfDs("2024-02-29") + DAY_MS - 1)).toBe("2024-02-29");
  expect(shiftDs("2024-03-01", -1)).toBe("2024-02-29");
  expect(daysOf("2023-12-30", "2024-01-02")).toEqual(["2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02"]);
  expect(daysOf("2024-01-02", "2024-01-01")).toEqual([]);
  for (const bad of ["2024-1-1", "2024-13-01", "today", ""])
    expect(() => startOfDs(bad)).toThrow(expect.objectContaining({ code: "offline/bad-day" }));
});

test("no bound yields to any bound", () => {
  const open = { start: null, end: null };
  expect(intersectDs(open, { start: "2024-01-02", end: null })).toEqual({ start: "2024-01-02", end: null });
  expect(intersectDs({ start: "2024-01-01", end: "2024-01-05" }, { start: "2024-01-02", end: "2024-01-03" })).toEqual({
    start: "2024-01-02",
    end: "2024-01-03",
  });
});

test("four columns keep their order, more go by their hashes", () => {
  const names = ["ds", "user_id", "account_created_ds", "email_verified"];
  expect(scalaMapOrder(names)).toEqual(names);
  expect(scalaMapOrder([...names, "ds"])).toEqual(names);
  // As the reference's uploads have them.
  expect(scalaMapOrder(["ds", "id", "v_long", "v_str", "v_double"])).toEqual([
    "ds",
    "v_double",
    "id",
    "v_str",
    "v_long",
  ]);
});

test("the longest window is none where one aggregation has no windows", () => {
  const sum = { inputColumn: "amount", operation: Operation.SUM };
  expect(longestWindowMs({ aggregations: [{ ...sum, windows: [hours(30), days(1)] }] })).toBe(1.25 * DAY_MS);
  expect(longestWindowMs({ aggregations: [{ ...sum, windows: [days(1)] }, sum] })).toBeNull();
  expect(longestWindowMs({ aggregations: [{ ...sum, windows: [days(2_147_483_647)] }] })).toBeNull();
  expect(longestWindowMs({})).toBeNull();
});

test("events are read from a day and a window before, within what the source declares", () => {
  const query = { start: "2024-01-05", end: "2024-01-05" };
  const range = (source: Source, windowMs: number | null) => sourceRange(warehouse, source, query, windowMs);
  expect(range(events(), 2 * DAY_MS)).toEqual({ start: "2024-01-02", end: "2024-01-05" });
  expect(range(events(), 1)).toEqual({ start: "2024-01-03", end: "2024-01-05" });
  expect(range(events(), null)).toEqual({ start: "2024-01-01", end: "2024-01-05" });
  expect(range(events({}, { startPartition: "2024-01-04", endPartition: "2024-01-04" }), null)).toEqual({
    start: "2024-01-04",
    end: "2024-01-04",
  });
  expect(range(events({ isCumulative: 1 }), null)).toEqual({ start: "2024-01-05", end: "2024-01-05" });
  expect(range({ entities: { snapshotTable: "events", query: { endPartition: "2024-01-03" } } }, DAY_MS)).toEqual({
    start: "2024-01-05",
    end: "2024-01-03",
  });
});

test("sources are read one after the other, columns by name, rows with a key", () => {
  const more: Source = {
    events: { table: "more/system=web", query: { selects: { amount: "amount", user: "user" }, timeColumn: "ts" } },
  };
  expect(amounts(groupBy(events(), more), "2024-01-03", "2024-01-05")).toEqual([1, 2, 5, 7]);
  expect(amounts(groupBy(events({}, { wheres: ["amount > 1"] })), "2024-01-03", "2024-01-05")).toEqual([2, 5]);
  const keyed = groupByInput(warehouse, groupBy(events()), { start: "2024-01-05", end: "2024-01-05" });
  expect(keyed.rows.map(({ key, timeMs, ds }) => [key, timeMs, ds])).toEqual([
    [["b"], startOfDs("2024-01-02"), "2024-01-02"],
    [["a"], 0, "2024-01-05"],
  ]);
});

test("without selects every column is there", () => {
  const { frame, valueSchema } = groupByInput(
    warehouse,
    { sources: [{ entities: { snapshotTable: "events" } }], keyColumns: ["user"] },
    { start: "2024-01-01", end: "2024-01-01" },
  );
  expect(frame.schema).toEqual(SCHEMA);
  expect(valueSchema).toEqual([{ name: "amount", type: "long" }]);
});

test("what cannot be read is named", () => {
  const day = { start: "2024-01-01", end: "2024-01-01" };
  const failure = (given: GroupBy): unknown => {
    try {
      groupByInput(warehouse, given, day);
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
    return null;
  };
  expect(failure(groupBy(events({ table: "missing" })))).toBe("offline/unknown-table");
  expect(failure(groupBy(events({}, { selects: { user: "usr" } })))).toBe("offline/bad-query");
  expect(failure(groupBy(events({}, { wheres: ["amount"] })))).toBe("offline/bad-query");
  expect(failure({ ...groupBy(events()), keyColumns: ["nobody"] })).toBe("offline/unknown-column");
  expect(failure(groupBy({ joinSource: {} }))).toBe("offline/join-source");
  expect(
    failure({
      ...groupBy({ entities: { snapshotTable: "events", query: { selects: { user: "user", amount: "amount" } } } }),
    }),
  ).toBe("offline/no-time");
  expect(failure({ ...groupBy(), sources: [] })).toBe("offline/no-source");
});
