import { expect, test } from "vitest";
import { Accuracy, type GroupBy, Operation } from "../../group-by/group-by.ts";
import type { Schema } from "../../schema/schema.ts";
import { HOUR_MS } from "../../time/duration.ts";
import { days } from "../../time/window.ts";
import { startOfDs } from "../source/ds.ts";
import { warehouseOf } from "../source/table.ts";
import { type BackfillOptions, backfillGroupBy } from "./backfill-group-by.ts";

const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "amount", type: "long" },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const row = (user: string, amount: number, ds: string, eventDs = ds) => [
  user,
  amount,
  startOfDs(eventDs) + HOUR_MS,
  ds,
];
const warehouse = warehouseOf([
  {
    name: "payments",
    schema: SCHEMA,
    rows: [
      row("a", 1, "2024-01-01"),
      row("a", 2, "2024-01-02"),
      row("a", 4, "2024-01-04"),
      // Came three days late.
      row("a", 8, "2024-01-04", "2024-01-01"),
    ],
  },
]);
const GROUP_BY: GroupBy = {
  metaData: { name: "shop.sums" },
  sources: [
    { events: { table: "payments", query: { selects: { user: "user", amount: "amount" }, timeColumn: "ts" } } },
  ],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [days(2)] }],
  accuracy: Accuracy.SNAPSHOT,
  backfillStartDate: "2024-01-01",
};
const rows = async (groupBy: GroupBy, more: Partial<BackfillOptions> = {}) =>
  (await backfillGroupBy(groupBy, warehouse, { endDs: "2024-01-05", ...more })).rows;

test("every day that a source has gets its snapshot", async () => {
  const { schema } = await backfillGroupBy(GROUP_BY, warehouse, { endDs: "2024-01-05" });
  expect(schema.map(({ name }) => name)).toEqual(["user", "amount_sum_2d", "ds"]);
  // One run up to the second day and one for the fourth, which each read their own partitions.
  expect(await rows(GROUP_BY)).toEqual([
    ["a", 1, "2024-01-01"],
    ["a", 3, "2024-01-02"],
    ["a", 4, "2024-01-04"],
  ]);
});

test("without history only the last day is filled", async () => {
  const latest = { ...GROUP_BY, metaData: { ...GROUP_BY.metaData, historicalBackfill: false } };
  expect(await rows(latest, { endDs: "2024-01-04" })).toEqual([["a", 4, "2024-01-04"]]);
  expect(await rows(latest)).toEqual([]);
});

test("daily IRs give what a scan of the same partitions gives", async () => {
  for (const stepDays of [1, 2, 7])
    expect(await rows(GROUP_BY, { incremental: true, stepDays })).toEqual(await rows(GROUP_BY));
});

test("derivations see keys and days", async () => {
  const derivations = [
    { name: "twice", expression: "amount_sum_2d * 2" },
    { name: "label", expression: "concat(user, ' ', ds)" },
  ];
  const frame = await backfillGroupBy({ ...GROUP_BY, derivations }, warehouse, { endDs: "2024-01-01" });
  expect(frame.schema.map(({ name }) => name)).toEqual(["user", "twice", "label", "ds"]);
  expect(frame.rows).toEqual([["a", 2, "a 2024-01-01", "2024-01-01"]]);
});

test("what cannot be filled is refused", async () => {
  const { backfillStartDate: _, ...noStart } = GROUP_BY;
  await expect(rows(noStart)).rejects.toMatchObject({ code: "offline/no-start" });
  const unbounded = { ...GROUP_BY, aggregations: [{ inputColumn: "amount", operation: Operation.SUM }] };
  await expect(rows(unbounded, { incremental: true })).rejects.toMatchObject({ code: "offline/no-window" });
  const temporal = { ...GROUP_BY, accuracy: Accuracy.TEMPORAL };
  await expect(rows(temporal, { incremental: true })).rejects.toMatchObject({ code: "offline/not-incremental" });
});
