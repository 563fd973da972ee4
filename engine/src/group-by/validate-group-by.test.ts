import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../errors.ts";
import { days, hours } from "../time/window.ts";
import { Accuracy, type Aggregation, type GroupBy, Operation, type Query } from "./group-by.ts";
import { validateGroupBy } from "./validate-group-by.ts";

const query: Query = {
  selects: { user: "user_id", amount: "amount", country: "country" },
  timeColumn: "ts",
  setups: [],
};
const sum: Aggregation = { inputColumn: "amount", operation: Operation.SUM, windows: [hours(6)] };

const valid: GroupBy = {
  metaData: { name: "team.spend.v1", customJson: '{"enable_tiling": true}' },
  sources: [{ events: { topic: "spend", query } }],
  keyColumns: ["user"],
  aggregations: [sum],
};

const withSource = (source: NonNullable<GroupBy["sources"]>[number]): GroupBy => ({ ...valid, sources: [source] });
const withQuery = (other: Query): GroupBy => withSource({ events: { topic: "spend", query: { ...query, ...other } } });
const withAggregations = (...aggregations: Aggregation[]): GroupBy => ({ ...valid, aggregations });

function problems(json: unknown): readonly Diagnostic[] {
  const checked = validateGroupBy(json);
  return checked.ok ? checked.warnings : checked.diagnostics;
}

const brief = (json: unknown) => problems(json).map(({ code, path }) => `${code} ${path.join(".")}`);

describe("validateGroupBy", () => {
  it("passes a sound definition and gives a cleaned copy", () => {
    const json = { ...valid, accuracy: null, isIncremental: undefined };
    expect(validateGroupBy(json)).toEqual({ ok: true, value: valid, warnings: [] });
  });

  it("warns about unknown fields, with the closest known one", () => {
    const checked = validateGroupBy({ ...valid, keyColums: ["x"], metaData: { ...valid.metaData, onlin: 1 } });
    expect(checked.ok && checked.value).toEqual(valid);
    expect(checked.ok && checked.warnings.map(({ path, severity, hint }) => [path, severity, hint])).toEqual([
      [["keyColums"], "warning", "Did you mean keyColumns?"],
      [["metaData", "onlin"], "warning", "Did you mean online?"],
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ["no object", 5, ["group-by/wrong-type "]],
    ["a list", [], ["group-by/wrong-type "]],
    ["keys that are no list", { ...valid, keyColumns: "user" }, ["group-by/wrong-type keyColumns"]],
    ["a key that is no text", { ...valid, keyColumns: [1] }, ["group-by/wrong-type keyColumns.0"]],
    ["a flag that is none", { ...valid, isIncremental: 2 }, ["group-by/wrong-type isIncremental"]],
    [
      "a select that is no text",
      withQuery({ selects: { user: 1 as never } }),
      ["group-by/wrong-type sources.0.events.query.selects.user"],
    ],
    [
      "an unknown operation",
      withAggregations({ ...sum, operation: 77 as never }),
      ["group-by/unknown-enum-value aggregations.0.operation"],
    ],
    [
      "an operation by name",
      withAggregations({ ...sum, operation: "SUM" as never }),
      ["group-by/unknown-enum-value aggregations.0.operation"],
    ],
    [
      "a window without unit",
      withAggregations({ ...sum, windows: [{ length: 1 } as never] }),
      ["group-by/missing-field aggregations.0.windows.0"],
    ],
    [
      "a fractional window",
      withAggregations({ ...sum, windows: [{ length: 1.5, timeUnit: 1 }] }),
      ["group-by/wrong-type aggregations.0.windows.0.length"],
    ],
    [
      "a source of two kinds",
      withSource({ events: { query }, entities: { query } }),
      ["group-by/source-kind sources.0"],
    ],
    ["a source of no kind", withSource({}), ["group-by/source-kind sources.0"]],
  ])("refuses %s", (_what, json, expected) => {
    expect(brief(json)).toEqual(expected);
  });

  it.each<[string, GroupBy, string[]]>([
    ["no name", { ...valid, metaData: {} }, ["group-by/missing-name metaData.name"]],
    [
      "custom JSON that is none",
      { ...valid, metaData: { name: "x", customJson: "{" } },
      ["group-by/bad-custom-json metaData.customJson"],
    ],
    [
      "a bad deprecation date",
      { ...valid, metaData: { name: "x", deprecationDate: "soon" } },
      ["group-by/bad-date metaData.deprecationDate"],
    ],
    [
      "a historical backfill without start",
      { ...valid, metaData: { name: "x", historicalBackfill: 1 } },
      ["group-by/backfill-without-start metaData.historicalBackfill"],
    ],
    ["no sources", { ...valid, sources: [] }, ["group-by/no-sources sources"]],
    ["no keys", { ...valid, keyColumns: [] }, ["group-by/missing-keys keyColumns"]],
    ["a key twice", { ...valid, keyColumns: ["user", "user"] }, ["group-by/duplicate-key keyColumns.1"]],
    ["a key that is not selected", { ...valid, keyColumns: ["usr"] }, ["group-by/key-not-selected keyColumns.0"]],
    [
      "ts among the selects",
      withQuery({ selects: { ...query.selects, ts: "ts" } }),
      ["group-by/reserved-column sources.0.events.query.selects.ts"],
    ],
    [
      "no time column",
      withSource({ events: { topic: "t", query: { selects: query.selects ?? {} } } }),
      ["group-by/missing-time-column sources.0.events.query.timeColumn"],
    ],
    [
      "a reversal column on events",
      withQuery({ reversalColumn: "r" }),
      ["group-by/no-mutations sources.0.events.query.reversalColumn"],
    ],
    [
      "a mutation time on events",
      withQuery({ mutationTimeColumn: "m" }),
      ["group-by/no-mutations sources.0.events.query.mutationTimeColumn"],
    ],
    [
      "a snapshot of a stream",
      { ...valid, accuracy: Accuracy.SNAPSHOT, aggregations: [{ ...sum, windows: [days(1)] }] },
      ["group-by/snapshot-of-stream accuracy"],
    ],
    [
      "a join source without topic",
      withSource({ joinSource: { join: { left: { events: { table: "a", query } } }, query } }),
      [
        "group-by/join-source-without-topic sources.0.joinSource.join",
        "group-by/hours-without-topic aggregations.0.windows.0",
      ],
    ],
    [
      "entity windows without time",
      {
        ...withSource({
          entities: { snapshotTable: "s", mutationTopic: "m", query: { selects: query.selects ?? {} } },
        }),
      },
      ["group-by/missing-time-column sources.0.entities.query.timeColumn"],
    ],
    [
      "mixed sources",
      { ...valid, sources: [{ events: { topic: "t", query } }, { entities: { snapshotTable: "s", query } }] },
      ["group-by/mixed-sources sources.1"],
    ],
    [
      "other columns in the second source",
      {
        ...valid,
        sources: [
          { events: { topic: "t", query } },
          { events: { query: { ...query, selects: { ...query.selects, w: "w" } } } },
        ],
      },
      ["group-by/mismatched-columns sources.1.events.query.selects"],
    ],
    ["an incremental stream", { ...valid, isIncremental: true }, ["group-by/incremental-not-supported isIncremental"]],
    ["no aggregations over events", { ...valid, aggregations: [] }, ["group-by/no-aggregations aggregations"]],
    [
      "no input column",
      withAggregations({ operation: Operation.COUNT }),
      ["group-by/missing-input-column aggregations.0"],
    ],
    ["no operation", withAggregations({ inputColumn: "amount" }), ["group-by/missing-operation aggregations.0"]],
    [
      "an input that is not selected",
      withAggregations({ ...sum, inputColumn: "amont" }),
      ["group-by/input-not-selected aggregations.0.inputColumn"],
    ],
    [
      "a bucket that is not selected",
      withAggregations({ ...sum, buckets: ["country", "city"] }),
      ["group-by/input-not-selected aggregations.0.buckets.1"],
    ],
    [
      "W6 a window of zero",
      withAggregations({ ...sum, windows: [days(7), hours(0)] }),
      ["group-by/bad-window aggregations.0.windows.1.length"],
    ],
    [
      "W6 a negative window",
      withAggregations({ ...sum, windows: [days(-7)] }),
      ["group-by/bad-window aggregations.0.windows.0.length"],
    ],
    [
      "W5 hours with a backfill start",
      { ...valid, backfillStartDate: "2024-01-01" },
      ["group-by/hours-on-snapshot aggregations.0.windows.0"],
    ],
    [
      "k that is missing",
      withAggregations({ ...sum, operation: Operation.LAST_K }),
      ["aggregation/missing-k aggregations.0.argMap.k"],
    ],
    [
      "k that is no number",
      withAggregations({ ...sum, operation: Operation.TOP_K, argMap: { k: "x" } }),
      ["aggregation/bad-k aggregations.0.argMap.k"],
    ],
    [
      "no percentiles",
      withAggregations({ ...sum, operation: Operation.APPROX_PERCENTILE, argMap: { k: "128" } }),
      ["group-by/missing-percentiles aggregations.0.argMap"],
    ],
    [
      "a percentile beyond 1",
      withAggregations({ ...sum, operation: Operation.APPROX_PERCENTILE, argMap: { percentiles: "[0.5, 2]" } }),
      ["aggregation/percentile-out-of-range aggregations.0.argMap.percentiles"],
    ],
    [
      "a window twice",
      withAggregations({ ...sum, windows: [hours(6), hours(6)] }),
      ["group-by/duplicate-output aggregations.0"],
    ],
    [
      "a feature twice",
      withAggregations(sum, { ...sum, windows: [days(1), hours(6)] }),
      ["group-by/duplicate-output aggregations.1"],
    ],
    [
      "an incomplete derivation",
      { ...valid, derivations: [{ name: "x" }] },
      ["group-by/incomplete-derivation derivations.0"],
    ],
    [
      "a derivation of an unknown column",
      { ...valid, derivations: [{ name: "x", expression: "amount_sum_7d" }] },
      ["group-by/unknown-derivation-column derivations.0.expression"],
    ],
    [
      "a derivation name that is taken",
      {
        ...valid,
        derivations: [
          { name: "*", expression: "*" },
          { name: "amount_sum_6h", expression: "1 + 1" },
        ],
      },
      ["group-by/derivation-name-taken derivations.1.name"],
    ],
  ])("refuses %s", (_what, groupBy, expected) => {
    expect(brief(groupBy)).toEqual(expected);
    expect(validateGroupBy(groupBy).ok).toBe(false);
    for (const { message, hint } of problems(groupBy)) {
      expect(message).toMatch(/\.$/);
      expect(hint).toBeTruthy();
    }
  });

  it.each<[string, GroupBy]>([
    ["the time as an input", withAggregations({ ...sum, inputColumn: "ts", operation: Operation.MAX })],
    ["all columns", withSource({ events: { topic: "t", query: { timeColumn: "ts" } } })],
    [
      "a table with explicit snapshots",
      {
        ...withSource({ events: { table: "t", query: { selects: query.selects ?? {} } } }),
        accuracy: Accuracy.SNAPSHOT,
        aggregations: [{ ...sum, windows: [days(1)] }],
      },
    ],
    [
      "an entity without aggregations",
      { metaData: { name: "x" }, sources: [{ entities: { snapshotTable: "s", query } }], keyColumns: ["user"] },
    ],
    [
      "renames and expressions of features",
      {
        ...valid,
        derivations: [
          { name: "*", expression: "*" },
          { name: "spend", expression: "amount_sum_6h" },
          { name: "day", expression: "ds" },
          { name: "log", expression: "LN(x)" },
        ],
      },
    ],
    [
      "a join source whose left streams",
      withSource({ joinSource: { join: { left: { events: { topic: "t", query } } }, query } }),
    ],
  ])("accepts %s", (_what, groupBy) => {
    expect(problems(groupBy)).toEqual([]);
  });
});
