import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { writeCompiledJson } from "../group-by/chronon/write-compiled-json.ts";
import { validateGroupBy } from "../group-by/validate-group-by.ts";
import {
  Accuracy,
  Aggregation,
  DefaultAggregation,
  Derivation,
  days,
  EntitySource,
  EventSource,
  GroupBy,
  type GroupByOptions,
  hours,
  Operation,
  Query,
  select,
  TimeUnit,
  Window,
} from "./index.ts";

/** What Chronon's compiler wrote for the definitions in `sources.jsonl`, by name, those inside joins included. */
function compiledByChronon(): Map<string, unknown> {
  const file = new URL("../../golden/spark/confs/authored.jsonl", import.meta.url);
  const byName = new Map<string, unknown>();
  const visit = (json: unknown): void => {
    if (typeof json !== "object" || json === null) return;
    if ("keyColumns" in json && "metaData" in json) byName.set((json.metaData as { name: string }).name, json);
    for (const value of Object.values(json)) visit(value);
  };
  // A GroupBy compiled on its own comes after its copies inside joins: those lack the team's settings.
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; compiled: unknown });
  for (const { kind, compiled } of lines) if (kind === "Join") visit(compiled);
  for (const { kind, compiled } of lines) if (kind === "GroupBy") visit(compiled);
  return byName;
}

const CHRONON = compiledByChronon();

/** The definition with its name, compared with Chronon's compilation of the Python original. */
function expectAsChronon(name: string, options: GroupByOptions, team: Partial<GroupByOptions> = {}): void {
  const expected = CHRONON.get(name) as GroupBy | undefined;
  expect(expected, name).toBeDefined();
  const built = GroupBy({ name, team: "golden", ...team, ...options });
  expect(built).toEqual(expected);
  expect(writeCompiledJson(built)).toBe(writeCompiledJson(expected ?? {}));
  expect(JSON.parse(JSON.stringify(built))).toEqual(built);
}

const GOLDEN_TEAM = { outputNamespace: "golden_ns", tableProperties: { source: "chronon" } };

const orders = EventSource({
  table: "shop.orders",
  query: Query({
    selects: select("buyer_id", "amount", "category", "qty", { paid: "IF(status = 'paid', 1, 0)" }),
    wheres: ["amount IS NOT NULL", "status <> 'test'"],
    startPartition: "2023-01-01",
    timeColumn: "CAST(event_ts AS BIGINT)",
  }),
});

const views = EventSource({
  table: "shop.views",
  topic: "kafka_views",
  query: Query({
    selects: { item: "item_id", user: "user_id", dwell: "dwell_ms / 1000.0", device: "LOWER(device)" },
    timeColumn: "ts_ms",
  }),
});

describe("GroupBy gives what Chronon's compiler writes", () => {
  it("for every plain operation", () => {
    const { MIN, MAX, FIRST, LAST, APPROX_UNIQUE_COUNT, UNIQUE_COUNT, COUNT, SUM, AVERAGE } = Operation;
    const { VARIANCE, SKEW, KURTOSIS } = Operation;
    const plain = [
      MIN,
      MAX,
      FIRST,
      LAST,
      APPROX_UNIQUE_COUNT,
      UNIQUE_COUNT,
      COUNT,
      SUM,
      AVERAGE,
      VARIANCE,
      SKEW,
      KURTOSIS,
    ];
    expectAsChronon(
      "golden.every_op.simple",
      {
        sources: [orders],
        keys: ["buyer_id"],
        aggregations: plain.map((operation) => Aggregation({ inputColumn: "amount", operation })),
      },
      GOLDEN_TEAM,
    );
  });

  it("for every operation with arguments", () => {
    const of = (inputColumn: string, operation: Operation) => Aggregation({ inputColumn, operation });
    expectAsChronon(
      "golden.every_op.keyed",
      {
        sources: orders,
        keys: ["buyer_id", "category"],
        aggregations: [
          of("qty", Operation.APPROX_UNIQUE_COUNT_LGK(10)),
          of("qty", Operation.BOUNDED_UNIQUE_COUNT_K(50)),
          of("category", Operation.HISTOGRAM),
          of("category", Operation.HISTOGRAM_K(5)),
          of("category", Operation.APPROX_HISTOGRAM_K(20)),
          of("amount", Operation.FIRST_K(2)),
          Aggregation({ inputColumn: "amount", operation: Operation.LAST_K(3), windows: [days(7)] }),
          of("amount", Operation.TOP_K(4)),
          of("amount", Operation.BOTTOM_K(5)),
          of("amount", Operation.APPROX_PERCENTILE([0.1, 0.5, 0.99])),
          of("amount", Operation.APPROX_PERCENTILE([0.5], 256)),
          Aggregation({ inputColumn: "amount" }),
        ],
      },
      GOLDEN_TEAM,
    );
  });

  it("for windows, buckets, element-wise lists and tags", () => {
    expectAsChronon(
      "golden.windows_buckets.mixed",
      {
        sources: views,
        keys: ["item"],
        online: true,
        aggregations: [
          Aggregation({
            inputColumn: "dwell",
            operation: Operation.SUM,
            windows: [hours(1), hours(12), days(1), Window({ length: 30, timeUnit: TimeUnit.DAYS })],
            buckets: ["device", "user"],
          }),
          Aggregation({
            inputColumn: "dwell",
            operation: Operation.LAST_K(3),
            windows: [days(2)],
            buckets: ["device"],
          }),
          Aggregation({ inputColumn: "user", operation: Operation.UNIQUE_COUNT, windows: [days(7)] }),
          Aggregation({ inputColumn: "dwell", operation: Operation.AVERAGE, elementWise: true }),
        ],
        tags: { owner: "growth" },
        columnTags: { dwell_last3_2d_by_device: { pii: "no" } },
        description: "view stats",
      },
      GOLDEN_TEAM,
    );
  });

  it("for a cumulative snapshot source with settings of its own", () => {
    expectAsChronon("golden.windows_buckets.snap", {
      sources: [
        EventSource({
          table: "shop.views",
          isCumulative: true,
          query: Query({ selects: select("item_id", "user_id"), timeColumn: "ts_ms", endPartition: "2024-01-01" }),
        }),
      ],
      keys: ["item_id"],
      accuracy: Accuracy.SNAPSHOT,
      backfillStartDate: "2023-06-01",
      aggregations: [
        Aggregation({ inputColumn: "user_id", operation: Operation.APPROX_UNIQUE_COUNT, windows: [days(28)] }),
      ],
      outputNamespace: "ns_custom",
      tableProperties: { source: "golden" },
      offlineSchedule: "@weekly",
      lag: 1,
    });
  });

  it("for free settings, and for default aggregations", () => {
    expectAsChronon(
      "golden.windows_buckets.by_kwargs",
      {
        sources: [views],
        keys: ["user"],
        aggregations: [
          Aggregation({ inputColumn: "dwell", operation: Operation.MAX }),
          Aggregation({ inputColumn: "item", operation: Operation.FIRST }),
        ],
        customJson: { team_note: "free form", team_level: 3 },
      },
      GOLDEN_TEAM,
    );
    const aggregations = DefaultAggregation({ keys: ["user"], sources: [views] });
    expectAsChronon("golden.windows_buckets.defaults", { sources: [views], keys: ["user"], aggregations }, GOLDEN_TEAM);
  });

  it("for entity sources, with mutations and without aggregations", () => {
    expectAsChronon("golden.entity.listing", {
      sources: [
        EntitySource({
          snapshotTable: "db.listing_snap",
          mutationTable: "db.listing_mut",
          mutationTopic: "listing_topic/serde=custom",
          query: Query({
            selects: { listing: "id", price: "CAST(price AS DOUBLE)", city: "city" },
            wheres: ["price > 0"],
            timeColumn: "updated_at",
            mutationTimeColumn: "mutation_ts",
            reversalColumn: "is_before",
            setups: ["CREATE TEMPORARY FUNCTION f AS 'com.x.F'"],
          }),
        }),
      ],
      keys: ["city"],
      online: true,
      aggregations: [
        Aggregation({ inputColumn: "price", operation: Operation.AVERAGE }),
        Aggregation({ inputColumn: "price", operation: Operation.SUM, windows: [days(10)] }),
      ],
    });
    expectAsChronon("golden.entity.plain", {
      sources: [
        EntitySource({
          snapshotTable: "db.users",
          query: Query({ selects: select("uid", "age", "country"), partitionColumn: "day" }),
        }),
      ],
      keys: ["uid"],
      derivations: [
        Derivation({ name: "*", expression: "*" }),
        Derivation({ name: "adult", expression: "age >= 18" }),
        Derivation({ name: "nation", expression: "country" }),
      ],
    });
  });
});

describe("GroupBy", () => {
  const count = Aggregation({ inputColumn: "v", operation: Operation.COUNT, buckets: ["b"] });
  const options = (query: Parameters<typeof Query>[0]): GroupByOptions => ({
    name: "t.x",
    sources: EventSource({ topic: "t", query: Query(query) }),
    keys: ["k"],
    aggregations: [count],
  });

  it("adds the selects that keys, inputs and buckets need", () => {
    const { sources } = GroupBy(options({ selects: { k: "key" }, timeColumn: "at" }));
    expect(sources?.[0]?.events?.query?.selects).toEqual({ k: "key", b: "b", v: "v" });
    expect(GroupBy(options({ timeColumn: "at" })).sources?.[0]?.events?.query).toEqual({
      timeColumn: "at",
      setups: [],
    });
  });

  it("moves ts from the selects to the time column", () => {
    const { sources } = GroupBy(options({ selects: { k: "k", ts: "created" } }));
    expect(sources?.[0]?.events?.query).toMatchObject({ selects: { k: "k", b: "b", v: "v" }, timeColumn: "created" });
    expect(() => GroupBy(options({ selects: { ts: "a" }, timeColumn: "b" }))).toThrow(/time column/);
  });

  it("Z1 writes the fork's operations by name, and its minutes", () => {
    const half = Window({ length: 30, timeUnit: TimeUnit.MINUTES });
    const calls = [Operation.APPROX_FREQUENT_K(8), Operation.APPROX_HEAVY_HITTERS_K(3), Operation.UNIQUE_TOP_K(2)];
    const groupBy = GroupBy({
      ...options({ selects: { k: "k" }, timeColumn: "at" }),
      aggregations: calls.map((operation) => Aggregation({ inputColumn: "v", operation, windows: [half] })),
    });
    expect(validateGroupBy(groupBy)).toEqual({ ok: true, value: groupBy, warnings: [] });
    expect(JSON.parse(writeCompiledJson(groupBy)).aggregations).toEqual(
      ["APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K", "UNIQUE_TOP_K"].map((operation, i) => ({
        inputColumn: "v",
        operation,
        argMap: { k: ["8", "3", "2"][i] },
        windows: [{ length: 30, timeUnit: 2 }],
      })),
    );
  });

  it("is valid, and has no dependencies where there is no table", () => {
    const groupBy = GroupBy(options({ selects: { k: "k" }, timeColumn: "at" }));
    expect(validateGroupBy(groupBy)).toEqual({ ok: true, value: groupBy, warnings: [] });
    expect(groupBy.metaData).not.toHaveProperty("dependencies");
  });
});
