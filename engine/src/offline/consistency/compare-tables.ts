import type { AggregationPart } from "../../aggregation/aggregation-part.ts";
import { createRowAggregator } from "../../aggregation/create-row-aggregator.ts";
import { loadSketches } from "../../aggregation/sketches/load-sketches.ts";
import { TilescopeError } from "../../errors.ts";
import { loadSqlParser } from "../../expression/index.ts";
import { keyId } from "../../operators/key-id.ts";
import type { Row, Value } from "../../schema/value.ts";
import { HOUR_MS } from "../../time/duration.ts";
import { roundToHop } from "../../time/hop.ts";
import { dsOf, startOfDs } from "../source/ds.ts";
import { type Frame, indexOf, PARTITION_COLUMN, picker } from "../source/table.ts";
import { checkComparable } from "./check-comparable.ts";
import { type ColumnMetric, columnMetrics } from "./column-metrics.ts";

export interface CompareOptions {
  /** What the comparison is called in its results. */
  readonly name: string;
  /** Columns that say which rows belong together; one of them is a time. Rows with a null key belong to none. */
  readonly keys: readonly string[];
  /** Left column to the right one, where their names differ. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** The left may have columns that the right lacks; they are left out. */
  readonly migrationCheck?: boolean;
  /** Time that one row of results covers: an hour unless given. */
  readonly bucketMs?: number;
}

const BINS = 41;
const PERCENTILES = {
  k: "128",
  percentiles: `[${Array.from({ length: BINS + 1 }, (_, i) => i / BINS).join(",")}]`,
};

/**
 * Chronon's consistency metrics: how far two tables that should say the same agree, column by column and hour by hour. The
 * left one is what was computed again, the right one what was served and logged. Throws `offline/not-comparable`, and
 * `offline/no-time` where no key is `ts` or `ds`.
 */
export async function compareTables(left: Frame, right: Frame, options: CompareOptions): Promise<Frame> {
  await Promise.all([loadSqlParser(), loadSketches()]);
  checkComparable(left, right, options);
  const { name, keys, mapping = {}, bucketMs = HOUR_MS } = options;
  const compared = left.schema.flatMap(({ name: column, type }) => {
    const rightColumn = mapping[column] ?? column;
    const isKnown = right.schema.some((field) => field.name === rightColumn);
    return keys.includes(column) || !isKnown ? [] : [{ column, rightColumn, metrics: columnMetrics(column, type) }];
  });
  const metrics = compared.flatMap((column) => column.metrics);
  const aggregator = createRowAggregator(
    metrics.map(({ name: column, type }) => ({ name: column, type })),
    metrics.map(partOf),
  );
  const leftIndices = compared.map(({ column }) => indexOf(left, column));
  const rightIndices = compared.map(({ rightColumn }) => indexOf(right, rightColumn));
  const buckets = new Map<number, unknown[]>();
  for (const pair of fullJoin(left, right, keys)) {
    const startMs = roundToHop(timeOf(keys, pair.key), bucketMs);
    const ir = buckets.get(startMs) ?? aggregator.init();
    buckets.set(startMs, ir);
    const row = compared.flatMap((column, i): Value[] => {
      const [one, other] = [pair.left?.[leftIndices[i] ?? -1] ?? null, pair.right?.[rightIndices[i] ?? -1] ?? null];
      return column.metrics.map((metric) => metric.measure(one, other));
    });
    aggregator.update(ir, row, startMs);
  }
  return {
    schema: [
      { name: "JoinPath", type: "string" },
      ...aggregator.outputSchema,
      { name: "ts", type: "long" },
      { name: PARTITION_COLUMN, type: "string" },
    ],
    rows: [...buckets]
      .sort(([one], [other]) => one - other)
      .map(([startMs, ir]) => [name, ...aggregator.finalize(ir), startMs, dsOf(startMs)]),
  };
}

const partOf = ({ name, operation }: ColumnMetric): AggregationPart => ({
  inputColumn: name,
  operation,
  argMap: operation === "APPROX_PERCENTILE" ? PERCENTILES : null,
  window: null,
  bucket: null,
  elementWise: false,
});

interface Pair {
  readonly key: Row;
  readonly left: Row | null;
  readonly right: Row | null;
}

/** Every row of both sides, with its partners or alone. */
function fullJoin(left: Frame, right: Frame, keys: readonly string[]): Pair[] {
  const [leftKey, rightKey] = [picker(left, keys), picker(right, keys)];
  const isWhole = (key: Row): boolean => key.every((part) => part !== null);
  const partners = Map.groupBy(right.rows, (row) => keyId(rightKey.pick(row)));
  const met = new Set<Row>();
  const pairs = left.rows.flatMap((row): Pair[] => {
    const key = leftKey.pick(row);
    const found = isWhole(key) ? partners.get(keyId(key)) : undefined;
    if (found === undefined) return [{ key, left: row, right: null }];
    return found.map((partner) => {
      met.add(partner);
      return { key, left: row, right: partner };
    });
  });
  const alone = right.rows.filter((row) => !met.has(row));
  return [...pairs, ...alone.map((row) => ({ key: rightKey.pick(row), left: null, right: row }))];
}

function timeOf(keys: readonly string[], key: Row): number {
  const [time, ds] = ["ts", PARTITION_COLUMN].map((name) => keys.indexOf(name)) as [number, number];
  if (time >= 0) return Number(key[time] ?? 0);
  if (ds >= 0) return startOfDs(String(key[ds]));
  throw new TilescopeError("offline/no-time", "Tables are compared by ts or ds, and neither is a key");
}
