import { beforeAll, describe, expect, it } from "vitest";
import { loadSqlParser } from "../expression/syntax/load-sql-parser.ts";
import type { Schema } from "../schema/schema.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";
import { days, hours } from "../time/window.ts";
import { compilePlan } from "./compile-plan.ts";
import { Accuracy, type GroupBy, Operation } from "./group-by.ts";

const sales: Schema = [
  { name: "customer_id", type: "string" },
  { name: "ice_cream_flavor", type: "string" },
  { name: "price", type: "double" },
  { name: "quantity", type: "int" },
  { name: "created", type: "long" },
  { name: "day", type: "date" },
];

const iceCream: GroupBy = {
  metaData: { name: "team/ice-cream.v1", online: 1 },
  sources: [
    {
      events: {
        topic: "sales/serde=json",
        query: {
          selects: { customer_id: "customer_id", flavor: "ice_cream_flavor", price: "price" },
          timeColumn: "created",
        },
      },
    },
  ],
  keyColumns: ["customer_id"],
  aggregations: [
    { inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(6), days(7)] },
    { inputColumn: "flavor", operation: Operation.LAST, windows: [hours(6)] },
    { inputColumn: "price", operation: Operation.SUM, buckets: ["flavor"] },
  ],
  accuracy: Accuracy.TEMPORAL,
};

function planOf(groupBy: GroupBy, schema: Schema = sales) {
  const checked = compilePlan(groupBy, schema);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  return checked.value;
}

function problemsOf(groupBy: GroupBy, schema: Schema = sales) {
  const checked = compilePlan(groupBy, schema);
  return checked.ok ? [] : checked.diagnostics.map(({ code, path, hint }) => ({ code, path: path.join("."), hint }));
}

/** The GroupBy with another query. */
function withQuery(query: NonNullable<NonNullable<GroupBy["sources"]>[0]["events"]>["query"]): GroupBy {
  return { ...iceCream, sources: [{ events: { topic: "sales", ...(query && { query }) } }] };
}

beforeAll(loadSqlParser);

describe("compilePlan", () => {
  it("A15 V3 V4 names, expands and types everything once", () => {
    const plan = planOf(iceCream);
    expect(plan).toMatchObject({
      name: "team/ice-cream.v1",
      cleanName: "team_ice_cream_v1",
      accuracy: "TEMPORAL",
      topic: "sales",
      streamingDataset: "TEAM_ICE_CREAM_V1_STREAMING",
      batchDataset: "TEAM_ICE_CREAM_V1_BATCH",
      keySchema: [{ name: "customer_id", type: "string" }],
      inputSchema: [
        { name: "customer_id", type: "string" },
        { name: "flavor", type: "string" },
        { name: "price", type: "double" },
      ],
    });
    expect(
      plan.features.map(({ name, baseIndex, windowMs, tailHopMs }) => [name, baseIndex, windowMs, tailHopMs]),
    ).toEqual([
      ["customer_id_count_6h", 0, 6 * HOUR_MS, 5 * MINUTE_MS],
      ["customer_id_count_7d", 0, 7 * DAY_MS, HOUR_MS],
      ["flavor_last_6h", 1, 6 * HOUR_MS, 5 * MINUTE_MS],
      ["price_sum_by_flavor", 2, Number.POSITIVE_INFINITY, DAY_MS],
    ]);
    expect(plan.baseParts).toHaveLength(3);
    expect(plan.windowedAggregator.outputSchema.map(({ name }) => name)).toEqual(plan.features.map(({ name }) => name));
  });

  it("T2 cuts tiles at the smallest tail hop, and at a day without windows", () => {
    expect(planOf(iceCream).tileSizeMs).toBe(5 * MINUTE_MS);
    const only = (windows: GroupBy["aggregations"]) => ({ ...iceCream, ...(windows && { aggregations: windows }) });
    const count = { inputColumn: "price", operation: Operation.COUNT };
    expect(planOf(only([{ ...count, windows: [days(7), days(30)] }])).tileSizeMs).toBe(HOUR_MS);
    expect(planOf(only([{ ...count, windows: [days(12)] }])).tileSizeMs).toBe(DAY_MS);
    expect(planOf(only([count])).tileSizeMs).toBe(DAY_MS);
  });

  it("selects keys, time and inputs of a row", () => {
    const select = planOf(iceCream).select;
    const row = ["c1", "mint", 3.5, 2, 1_700_000_000_000, null];
    expect(select(row)).toEqual({ key: ["c1"], timeMs: 1_700_000_000_000, inputs: ["c1", "mint", 3.5] });
    expect(select(["c1", null, null, null, null, null])).toEqual({
      key: ["c1"],
      timeMs: null,
      inputs: ["c1", null, null],
    });
  });

  it("has no time for an exact 64-bit integer beyond the range of event times", () => {
    expect(planOf(iceCream).select(["c1", "mint", 1, 1, 2n ** 60n, null])?.timeMs).toBeNull();
  });

  it("selects every source column where there are no selects, and ts is the time", () => {
    const plan = planOf({
      ...withQuery({ timeColumn: "created" }),
      aggregations: [
        { inputColumn: "price", operation: Operation.SUM },
        { inputColumn: "ts", operation: Operation.MAX },
      ],
    });
    expect(plan.inputSchema).toEqual([
      { name: "price", type: "double" },
      { name: "ts", type: "long" },
    ]);
    expect(plan.select(["c1", "mint", 3.5, 2, 99, null])).toEqual({ key: ["c1"], timeMs: 99, inputs: [3.5, 99] });
  });

  it("points at an unknown column of the source, with the closest names", () => {
    const problems = problemsOf(
      withQuery({
        selects: { customer_id: "customer_id", flavor: "ice_cream_flavour", price: "price" },
        timeColumn: "creatd",
      }),
    );
    expect(problems.map(({ path }) => path)).toEqual([
      "sources.0.events.query.timeColumn",
      "sources.0.events.query.selects.flavor",
    ]);
    expect(problems[0]?.hint).toContain("created");
    expect(problems[1]?.hint).toContain("ice_cream_flavor");
  });

  it("points at keys and inputs that the source does not have", () => {
    const groupBy = {
      ...withQuery({ timeColumn: "created" }),
      keyColumns: ["customer"],
      aggregations: [{ inputColumn: "prise", operation: Operation.SUM, buckets: ["flavor"] }],
    };
    expect(problemsOf(groupBy).map(({ code, path }) => [code, path])).toEqual([
      ["group-by/unknown-column", "keyColumns.0"],
      ["group-by/unknown-column", "aggregations.0.buckets.0"],
      ["group-by/unknown-column", "aggregations.0.inputColumn"],
    ]);
  });

  it("wants a time column that counts milliseconds", () => {
    const problems = problemsOf(
      withQuery({
        timeColumn: "price",
        selects: { customer_id: "customer_id", flavor: "ice_cream_flavor", price: "price" },
      }),
    );
    expect(problems).toMatchObject([{ code: "group-by/time-not-long", path: "sources.0.events.query.timeColumn" }]);
    expect(problems[0]?.hint).toContain("CAST(price AS BIGINT)");
  });

  it("refuses keys and inputs that Avro cannot hold", () => {
    const groupBy = {
      ...withQuery({ timeColumn: "created" }),
      keyColumns: ["day"],
      aggregations: [{ inputColumn: "day", operation: Operation.LAST }],
    };
    const problems = problemsOf(groupBy);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["group-by/unstorable-type", "keyColumns.0"],
      ["group-by/unstorable-type", "aggregations.0.inputColumn"],
    ]);
    expect(problems[0]?.hint).toContain("CAST(day AS STRING)");
  });

  it("reports operations that do not take their column, and buckets that are not text", () => {
    const groupBy = {
      ...withQuery({ timeColumn: "created" }),
      aggregations: [
        { inputColumn: "ice_cream_flavor", operation: Operation.SUM },
        { inputColumn: "price", operation: Operation.SUM, buckets: ["ice_cream_flavor", "quantity"] },
      ],
    };
    expect(problemsOf(groupBy).map(({ code, path }) => [code, path])).toEqual([
      ["aggregation/incompatible-type", "aggregations.0.inputColumn"],
      ["aggregation/bucket-not-string", "aggregations.1.buckets.1"],
    ]);
  });

  const query = {
    selects: { customer_id: "customer_id", flavor: "ice_cream_flavor", price: "price" },
    timeColumn: "created",
  };

  it("evaluates expressions in selects, keys and the time column", () => {
    const plan = planOf(
      withQuery({
        selects: {
          customer_id: "UPPER(customer_id)",
          flavor: "ice_cream_flavor",
          price: "CAST(price * quantity AS DOUBLE)",
        },
        timeColumn: "created * 1000",
      }),
    );
    const row = ["c1", "mint", 3.5, 2, 1_700_000_000, null];
    expect(plan.select(row)).toEqual({ key: ["C1"], timeMs: 1_700_000_000_000, inputs: ["C1", "mint", 7] });
  });

  it("E3 keeps a row when every filter is true, each in brackets", () => {
    const { select } = planOf(
      withQuery({ ...query, wheres: ["price > 1 OR quantity > 1", "ice_cream_flavor <> 'chili'"] }),
    );
    const kept = (price: number | null, quantity: number | null, flavor: string | null) =>
      select(["c1", flavor, price, quantity, 1, null]) !== null;
    expect(kept(2, 0, "mint")).toBe(true);
    expect(kept(2, 0, "chili")).toBe(false);
    expect(kept(0, 2, "mint")).toBe(true);
    expect(kept(0, 0, "mint")).toBe(false);
    expect(kept(null, 2, "mint")).toBe(true);
    expect(kept(null, 0, "mint")).toBe(false);
    expect(kept(2, 2, null)).toBe(false);
  });

  it.each([
    [["price > 1 OR quantity > 1", "price > 2"], true],
    [["price > 1", "price > 2 OR quantity > 1"], true],
    [["price > 1) OR (quantity > 1"], true],
    [["price > 1 -- dear\n", "quantity > 1"], false],
    [["(price > 1 OR quantity > 1)", "price > 2"], false],
    [["price > 1 AND quantity > 1", "price > 2 AND quantity > 2"], false],
    [["price > 1 OR quantity > 1"], false],
    [[], false],
  ])("E3 warns where filters mean something else without brackets: %j", (wheres, warned) => {
    const checked = compilePlan(withQuery({ ...query, wheres }), sales);
    const found = checked.ok ? checked.warnings.map(({ code, path }) => `${code} ${path.join(".")}`) : checked;
    expect(found).toEqual(warned ? ["group-by/wheres-without-brackets sources.0.events.query.wheres"] : []);
  });

  it("A7 warns where a deleted row makes a read fail", () => {
    const prices = { selects: { customer_id: "customer_id", prices: "prices" }, timeColumn: "created" };
    const codesOf = (...operations: Operation[]) => {
      const checked = compilePlan(
        {
          metaData: { name: "shop" },
          sources: [{ entities: { snapshotTable: "s", mutationTopic: "t", query: prices } }],
          keyColumns: ["customer_id"],
          aggregations: operations.map((operation) => ({ inputColumn: "prices", operation })),
        },
        [...sales, { name: "prices", type: { map: "double" } }],
      );
      return checked.ok ? checked.warnings.map(({ code }) => code) : checked;
    };
    expect(codesOf(Operation.MIN, Operation.SUM)).toEqual(["group-by/ignores-deletes", "group-by/delete-fails"]);
    expect(codesOf(Operation.MIN)).toEqual(["group-by/ignores-deletes"]);
    expect(codesOf(Operation.SUM)).toEqual([]);
  });

  it("points at the filter and the place inside it", () => {
    const checked = compilePlan(withQuery({ ...query, wheres: ["price > 0", "qantity > 1", "price + 1"] }), sales);
    const problems = checked.ok ? [] : checked.diagnostics;
    expect(problems.map(({ code, path, span }) => [code, path.slice(-2), span])).toEqual([
      ["expression/unknown-column", ["wheres", 1], { start: 0, end: 7 }],
      ["expression/type", ["wheres", 2], { start: 0, end: 9 }],
    ]);
    expect(problems[0]?.hint).toContain("quantity");
  });

  it("asks for a cast where an expression gives a decimal", () => {
    const groupBy = withQuery({ ...query, selects: { ...query.selects, price: "quantity / 2.0" } });
    const problems = problemsOf(groupBy);
    expect(problems).toMatchObject([{ code: "group-by/unstorable-type", path: "aggregations.2.inputColumn" }]);
    expect(problems[0]?.hint).toContain("CAST(quantity / 2.0 AS DOUBLE)");
  });

  it("passes on what validation finds", () => {
    expect(problemsOf({ ...iceCream, keyColumns: [] })).toMatchObject([{ code: "group-by/missing-keys" }]);
  });
});
