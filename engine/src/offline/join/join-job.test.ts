import { beforeAll, expect, test } from "vitest";
import { loadSqlParser } from "../../expression/index.ts";
import { Accuracy, type GroupBy, Operation } from "../../group-by/group-by.ts";
import type { Join } from "../../group-by/join.ts";
import type { Schema } from "../../schema/schema.ts";
import { HOUR_MS } from "../../time/duration.ts";
import { days } from "../../time/window.ts";
import { startOfDs } from "../source/ds.ts";
import { type Table, type Warehouse, warehouseOf } from "../source/table.ts";
import { deriveColumns } from "./derive-columns.ts";
import { JoinJob, type JoinRun } from "./join-job.ts";
import { leftSkewFilter, partSkewFilter } from "./skew-filter.ts";

beforeAll(loadSqlParser);

const VISITS: Schema = [
  { name: "visit", type: "long" },
  { name: "visitor", type: "string" },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const PAYMENTS: Schema = [
  { name: "user", type: "string" },
  { name: "amount", type: "long" },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const at = (ds: string, hour: number): number => startOfDs(ds) + hour * HOUR_MS;
const visits = (...rows: [number, string | null, string, number][]): Table => ({
  name: "visits",
  schema: VISITS,
  rows: rows.map(([visit, visitor, ds, hour]) => [visit, visitor, at(ds, hour), ds]),
});
const payments = (...rows: [string, number, string, number][]): Table => ({
  name: "payments",
  schema: PAYMENTS,
  rows: rows.map(([user, amount, ds, hour]) => [user, amount, at(ds, hour), ds]),
});
const spent = (accuracy: Accuracy): GroupBy => ({
  metaData: { name: "shop.spent" },
  sources: [
    { events: { table: "payments", query: { selects: { user: "user", amount: "amount" }, timeColumn: "ts" } } },
  ],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [days(2)] }],
  accuracy,
});
const JOIN: Join = {
  metaData: { name: "shop.visits" },
  left: {
    events: {
      table: "visits",
      query: { selects: { visit: "visit", visitor: "visitor" }, timeColumn: "ts" },
    },
  },
  joinParts: [
    { groupBy: spent(Accuracy.TEMPORAL), keyMapping: { visitor: "user" }, prefix: "now" },
    { groupBy: spent(Accuracy.SNAPSHOT), keyMapping: { visitor: "user" } },
  ],
};
const warehouse = warehouseOf([
  visits([1, "a", "2024-01-03", 9], [2, "a", "2024-01-03", 12], [3, null, "2024-01-03", 12], [4, "b", "2024-01-04", 1]),
  payments(
    ["a", 1, "2024-01-02", 8],
    ["a", 2, "2024-01-03", 10],
    ["b", 4, "2024-01-04", 2],
    ["a", 8, "2024-01-03", 12],
  ),
]);
const day = "2024-01-04";

async function run(join: Join, tables: Warehouse = warehouse, options: JoinRun = { endDs: day }) {
  const { schema, rows } = await new JoinJob(join).run(tables, options);
  const names = schema.map(({ name }) => name);
  return { names, rows: rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))) };
}

test("temporal features are of the moment, snapshots of the midnight before", async () => {
  const { names, rows } = await run(JOIN);
  expect(names).toEqual(["visitor", "ts", "visit", "now_shop_spent_amount_sum_2d", "shop_spent_amount_sum_2d", "ds"]);
  expect(rows.map((row) => [row.visit, row.now_shop_spent_amount_sum_2d, row.shop_spent_amount_sum_2d])).toEqual([
    [1, 1, 1],
    [2, 3, 1],
    [3, null, null],
    [4, null, null],
  ]);
});

test("an entity asks for the end of its own day", async () => {
  const left = { entities: { snapshotTable: "visits", query: { selects: { visit: "visit", visitor: "visitor" } } } };
  const { rows } = await run({ ...JOIN, left });
  expect(rows.map((row) => [row.visit, row.shop_spent_amount_sum_2d])).toEqual([
    [1, 11],
    [2, 11],
    [3, null],
    [4, 4],
  ]);
});

test("a later run fills what is missing and leaves the rest", async () => {
  const job = new JoinJob(JOIN);
  await job.run(warehouse, { endDs: "2024-01-03" });
  const changed = warehouseOf([
    visits([9, "a", "2024-01-03", 9], [4, "b", "2024-01-04", 1]),
    payments(["a", 100, "2024-01-02", 8], ["b", 100, "2024-01-03", 2]),
  ]);
  await job.run(changed, { endDs: day });
  const visit = job.output.schema.findIndex(({ name }) => name === "visit");
  const sum = job.output.schema.findIndex(({ name }) => name === "shop_spent_amount_sum_2d");
  expect(job.output.rows.map((row) => [row[visit], row[sum]])).toEqual([
    [1, 1],
    [2, 1],
    [3, null],
    [4, 100],
  ]);
});

test("external columns are null offline, contextual ones go by the left", async () => {
  const struct = (name: string) => ({ kind: 13, name: "s", params: [{ name, dataType: { kind: 7 } }] });
  const { names, rows } = await run({
    ...JOIN,
    joinParts: [],
    onlineExternalParts: [
      { source: { metadata: { name: "scores" }, keySchema: struct("visitor"), valueSchema: struct("score") } },
      { source: { metadata: { name: "contextual" }, keySchema: struct("visitor"), valueSchema: struct("visitor") } },
      { source: { metadata: { name: "contextual" }, keySchema: struct("place"), valueSchema: struct("place") } },
    ],
  });
  expect(names).toEqual([
    "ts",
    "visit",
    "visitor",
    "ext_scores_score",
    "ext_contextual_visitor",
    "ext_contextual_place",
    "ds",
  ]);
  expect(rows.map((row) => [row.ext_scores_score, row.ext_contextual_visitor, row.ext_contextual_place])).toEqual([
    [null, "a", null],
    [null, "a", null],
    [null, null, null],
    [null, "b", null],
  ]);
});

test("skewed keys stay out; a temporal part without any of them cannot be filtered", async () => {
  const { rows } = await run({ ...JOIN, skewKeys: { visitor: ["'a'"] } });
  expect(rows.map((row) => row.visit)).toEqual([4]);
  const part = JOIN.joinParts?.[0] ?? {};
  const skewed: Join = { ...JOIN, skewKeys: { visitor: ["'a'", "NULL"], other: ["1"] } };
  expect(partSkewFilter(skewed, part)).toBe("user NOT IN ('a') AND user IS NOT NULL");
  expect(leftSkewFilter(skewed, new Set(["nothing"]))).toBe("");
  expect(leftSkewFilter(JOIN)).toBeNull();
  expect(() => leftSkewFilter(skewed)).toThrow(expect.objectContaining({ code: "offline/skew-key" }));
  const other = { ...spent(Accuracy.TEMPORAL), keyColumns: ["amount"] };
  const join: Join = {
    ...JOIN,
    joinParts: [...(JOIN.joinParts ?? []), { groupBy: other, keyMapping: { visit: "amount" }, prefix: "x" }],
    skewKeys: { visitor: ["'a'"] },
  };
  await expect(run(join)).rejects.toMatchObject({ code: "offline/bad-query" });
});

test("a derivation with the name of a column fills its nulls only", () => {
  const frame = {
    schema: [
      { name: "k", type: "string" as const },
      { name: "f", type: "long" as const },
      { name: "g", type: "long" as const },
    ],
    rows: [
      ["a", 1, null],
      ["b", null, 5],
    ],
  };
  const derivations = [
    { name: "h", expression: "f" },
    { name: "g", expression: "7" },
    { name: "k", expression: "'z'" },
  ];
  const derived = deriveColumns(frame, derivations, ["f", "g"], new Set(["k"]));
  expect(derived.schema.map(({ name }) => name)).toEqual(["k", "h", "g"]);
  expect(derived.rows).toEqual([
    ["a", 1, 7],
    ["b", null, 5],
  ]);
  expect(deriveColumns(frame, [], ["f", "g"], new Set())).toBe(frame);
});

test("what cannot be computed is refused", async () => {
  expect(() => new JoinJob({ ...JOIN, labelPart: {} })).toThrow(
    expect.objectContaining({ code: "offline/not-supported" }),
  );
  await expect(run(JOIN, warehouse, { endDs: "2024-01-02" })).rejects.toMatchObject({ code: "offline/empty-range" });
  const latest: Join = { ...JOIN, metaData: { name: "x", historicalBackfill: false } };
  await expect(run(latest, warehouse, { endDs: "2024-01-09" })).rejects.toMatchObject({ code: "offline/no-rows" });
});
