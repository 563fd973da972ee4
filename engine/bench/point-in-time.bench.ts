import { batchValue, type EventBatch } from "../src/aggregation/columnar/event-batch.ts";
import { KeyNumbers } from "../src/offline/point-in-time/key-numbers.ts";
import { pointInTime } from "../src/offline/point-in-time/point-in-time.ts";
import type { QueryBatch } from "../src/offline/point-in-time/query-batch.ts";
import { rowFeatures } from "../src/offline/point-in-time/row-features.ts";
import { ANCHOR_FEATURES, type AnchorData, anchorData } from "../testing/anchor-data.ts";
import { type NaiveEvent, naiveWindow } from "../testing/naive/window.ts";
import type { Compare, Show, Subject } from "./compare.ts";
import { DuckDb } from "./duckdb.ts";

export const name = "point in time";

const MS = { hour: 3_600_000, day: 86_400_000 };
/** Window and hop of its tail. */
const WINDOWS = [
  [3 * MS.day, MS.hour],
  [14 * MS.day, MS.day],
  [30 * MS.day, MS.day],
] as const;

/** Every checkout with the purchases of 30 days, sums by condition. */
const RANGE_JOIN = `
  SELECT sum(s0), sum(s2), sum(c1), sum(s2 / c2) FROM (
    SELECT ${WINDOWS.map(([windowMs, hopMs], i) => {
      const inside = `p.ts >= (c.ts - ${windowMs}) // ${hopMs} * ${hopMs}`;
      return `sum(p.price) FILTER (${inside}) AS s${i}, count(p.price) FILTER (${inside}) AS c${i}`;
    }).join(", ")}
    FROM checkouts c LEFT JOIN purchases p
      ON p.user_id = c.user_id AND p.ts < c.ts AND p.ts >= (c.ts - ${30 * MS.day}) // ${MS.day} * ${MS.day}
    GROUP BY c.rowid)`;

/** Running sums of each user, looked up at the head and at the tail of every window. */
const PREFIX_SUMS = `
  WITH running AS MATERIALIZED (
    SELECT user_id, ts,
      sum(price) OVER (PARTITION BY user_id ORDER BY ts ROWS UNBOUNDED PRECEDING) AS s,
      count(price) OVER (PARTITION BY user_id ORDER BY ts ROWS UNBOUNDED PRECEDING) AS c
    FROM purchases)
  SELECT sum(h.s - coalesce(t0.s, 0)), sum(h.s - coalesce(t2.s, 0)), sum(h.c - coalesce(t1.c, 0)),
    sum((h.s - coalesce(t2.s, 0)) / nullif(h.c - coalesce(t2.c, 0), 0))
  FROM checkouts q
  ASOF LEFT JOIN running h ON h.user_id = q.user_id AND h.ts < q.ts
  ${WINDOWS.map(
    ([windowMs, hopMs], i) =>
      `ASOF LEFT JOIN running t${i} ON t${i}.user_id = q.user_id AND t${i}.ts < (q.ts - ${windowMs}) // ${hopMs} * ${hopMs}`,
  ).join(" ")}`;

function duckDbOf({ purchases, checkouts }: AnchorData): DuckDb {
  const [price] = purchases.columns;
  const prices = price !== undefined && "numbers" in price ? price.numbers : new Float64Array(0);
  return new DuckDb([
    {
      name: "purchases",
      columns: [
        { name: "user_id", type: "INTEGER", values: purchases.keys },
        { name: "ts", type: "BIGINT", values: purchases.timesMs },
        { name: "price", type: "BIGINT", values: prices },
      ],
    },
    {
      name: "checkouts",
      columns: [
        { name: "user_id", type: "INTEGER", values: checkouts.keys },
        { name: "ts", type: "BIGINT", values: checkouts.timesMs },
      ],
    },
  ]);
}

/** Check sums as the queries give them: three sums of whole numbers and one of averages. */
function checkSums(events: EventBatch, queries: QueryBatch): number[] {
  const columns = pointInTime(ANCHOR_FEATURES, events, queries, "temporal");
  return [0, 2, 4, 8].map((feature) => {
    const column = columns[feature] ?? { values: [] };
    let sum = 0;
    for (let i = 0; i < queries.length; i++) sum += Number(batchValue(column, i) ?? 0);
    return sum;
  });
}

function expectSame(expected: readonly number[], found: readonly string[]): void {
  for (const [i, value] of expected.entries())
    if (!(Math.abs(Number(found[i]) - value) <= 1e-9 * Math.abs(value)))
      throw new Error(`DuckDB gives ${found.join(", ")}, not ${expected.join(", ")}`);
}

/** The same rows with their users spread otherwise: all one, or a few of many with most of the rows. */
function withKeys({ purchases, checkouts }: AnchorData, keyOf: (user: number) => number): AnchorData {
  return {
    purchases: { ...purchases, keys: purchases.keys.map(keyOf) },
    checkouts: { ...checkouts, keys: checkouts.keys.map(keyOf) },
  };
}

const skewed = (user: number): number => Math.floor(10_000 ** (user / 10_000)) - 1;

/** With a million texts in memory, which the collector goes over too. */
function compareTextKeys(compare: Compare, { purchases, checkouts }: AnchorData): void {
  const textOf = ({ keys }: QueryBatch): string[] => Array.from(keys, (key) => `user-${key}`);
  const [users, askedUsers] = [textOf(purchases), textOf(checkouts)];
  compare({
    title: "the same, 10,000 keys given as text",
    unit: "events",
    count: purchases.length,
    subjects: [
      {
        name: "KeyNumbers and pointInTime",
        run() {
          const numbers = new KeyNumbers();
          const events = { ...purchases, keys: numbers.addAll(users) };
          return pointInTime(ANCHOR_FEATURES, events, { ...checkouts, keys: numbers.findAll(askedUsers) }, "temporal");
        },
      },
    ],
  });
}

function compareWithDuckDb(
  compare: Compare,
  title: string,
  data: AnchorData,
  queries: Readonly<Record<string, string>>,
) {
  const { purchases, checkouts } = data;
  const duckDb = duckDbOf(data);
  const expected = checkSums(purchases, checkouts);
  const subjects = Object.entries(queries).map(([label, sql]): Subject => {
    expectSame(expected, duckDb.query(sql)[0] ?? []);
    return { name: `DuckDB on one thread, ${label}`, run: () => duckDb.query(sql) };
  });
  compare({
    title: `1,000,000 events, 100,000 queries, 3, 14 and 30 d of SUM, COUNT, AVERAGE; ${title}`,
    unit: "events",
    count: purchases.length,
    subjects: [
      ...subjects,
      { name: "pointInTime", run: () => pointInTime(ANCHOR_FEATURES, purchases, checkouts, "temporal") },
      { name: "pointInTime, snapshots", run: () => pointInTime(ANCHOR_FEATURES, purchases, checkouts, "snapshot") },
    ],
  });
  duckDb.close();
}

/** One key, for what looks at every event for every query. */
function compareWithScan(compare: Compare, data: AnchorData): void {
  const { purchases, checkouts } = withKeys(data, () => 0);
  const [price = { values: [] }] = purchases.columns;
  const events = Array.from(
    purchases.timesMs,
    (timeMs, i): NaiveEvent => ({ timeMs, value: Number(batchValue(price, i)), bucket: null }),
  );
  const scan = () =>
    Array.from(checkouts.timesMs, (queryMs) =>
      ANCHOR_FEATURES.features.map(({ part, windowMs }) =>
        naiveWindow(events, { operation: part.operation, windowMs, k: 1, bucketed: false }, queryMs),
      ),
    );
  compare({
    title: `${events.length.toLocaleString("en")} events, ${checkouts.length} queries of one key`,
    unit: "queries",
    count: checkouts.length,
    subjects: [
      { name: "naive scan (baseline)", run: scan },
      {
        name: "computeWindows, row by row through hops",
        run: () => rowFeatures(ANCHOR_FEATURES, purchases, checkouts, "temporal"),
      },
      { name: "pointInTime", run: () => pointInTime(ANCHOR_FEATURES, purchases, checkouts, "temporal") },
    ],
  });
}

/** The million rows again and again, shifted by some ms each time, so that ten times the events have as many times. */
function repeated({ purchases, checkouts }: AnchorData, times: number): AnchorData {
  const repeat = (values: Float64Array, shiftMs: number) =>
    Float64Array.from({ length: values.length * times }, (_, i) => {
      const round = Math.floor(i / values.length);
      return (values[i % values.length] ?? 0) + round * shiftMs;
    });
  const column = purchases.columns[0] ?? { values: [] };
  return {
    purchases: {
      length: purchases.length * times,
      keys: Int32Array.from({ length: purchases.length * times }, (_, i) => purchases.keys[i % purchases.length] ?? 0),
      timesMs: repeat(purchases.timesMs, 7),
      columns: "numbers" in column ? [{ numbers: repeat(column.numbers, 0), nulls: null }] : [column],
    },
    checkouts,
  };
}

const cpuSeconds = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** How the time grows with the events, the queries staying; the last column is 1 where it grows as n log n. */
function showGrowth(show: Show, data: AnchorData): void {
  const temporal = ({ purchases, checkouts }: AnchorData) =>
    pointInTime(ANCHOR_FEATURES, purchases, checkouts, "temporal");
  const rows: string[][] = [];
  for (const [label, keyOf] of [
    ["10,000 keys", (user: number) => user],
    ["one key", () => 0],
  ] as const) {
    let first: { readonly events: number; readonly seconds: number } | null = null;
    for (const times of [1, 2, 5, 10]) {
      const grown = withKeys(repeated(data, times), keyOf);
      const runs = Array.from({ length: 5 }, () => cpuSeconds(() => temporal(grown))).sort((a, b) => a - b);
      const seconds = runs[2] ?? 0;
      const events = grown.purchases.length;
      first ??= { events, seconds };
      const nLogN = (events * Math.log(events)) / (first.events * Math.log(first.events));
      rows.push([
        `${events.toLocaleString("en")} events, ${label}`,
        seconds.toPrecision(3),
        ((1e9 * seconds) / events).toFixed(0),
        (seconds / first.seconds / nLogN).toPrecision(2),
      ]);
    }
  }
  show("pointInTime, from 1 to 10 million events at 100,000 queries; median of 5", [
    ["", "processor s", "ns an event", "times n log n"],
    ...rows,
  ]);
}

/** Features of many keys at many times; every DuckDB result is checked against ours before anything is measured. */
export function run(compare: Compare, show: Show): void {
  const data = anchorData();
  compareWithScan(compare, anchorData(10_000, 200));
  compareWithDuckDb(compare, "10,000 keys", data, {
    "range join": RANGE_JOIN,
    "prefix sums and ASOF joins": PREFIX_SUMS,
  });
  compareWithDuckDb(
    compare,
    "one key",
    withKeys(data, () => 0),
    { "prefix sums and ASOF joins": PREFIX_SUMS },
  );
  compareWithDuckDb(compare, "10,000 skewed keys", withKeys(data, skewed), {
    "prefix sums and ASOF joins": PREFIX_SUMS,
  });
  compareTextKeys(compare, data);
  showGrowth(show, data);
}
