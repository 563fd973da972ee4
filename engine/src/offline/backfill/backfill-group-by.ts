import { TilescopeError } from "../../errors.ts";
import { loadSqlParser } from "../../expression/index.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import { loadForDefinition } from "../../group-by/load-for-definition.ts";
import { inferAccuracy, viewSource } from "../../group-by/source-kind.ts";
import { entitySnapshots, eventSnapshots, type Snapshots } from "../snapshots.ts";
import type { Ds } from "../source/ds.ts";
import { daysOf } from "../source/ds-range.ts";
import { type GroupByInput, groupByInput } from "../source/group-by-input.ts";
import { type Frame, PARTITION_COLUMN, partitionsOf, picker, tableOf, type Warehouse } from "../source/table.ts";
import { withSparkMaps } from "../spark-maps.ts";
import { deriveFrame } from "./derive-frame.ts";
import { IncrementalDays } from "./incremental-days.ts";
import { type DayRange, stepsOf, unfilledRanges } from "./unfilled-ranges.ts";

export interface BackfillOptions {
  readonly endDs: Ds;
  /** Days per step, each of which reads its sources anew; all days at once where absent. */
  readonly stepDays?: number;
  /** Keeps daily IRs between the steps. */
  readonly incremental?: boolean;
}

/**
 * Chronon's GroupBy backfill: features at the end of each day from `backfillStartDate` to `endDs` for which a source has a
 * partition. It is always a snapshot, whatever the accuracy. A GroupBy over entities without aggregations gives its rows.
 * Columns are the keys, the features and `ds`, derivations in their place. Throws what reading the sources throws, and
 * `offline/no-start`, `offline/no-window`, `offline/not-incremental`.
 */
export async function backfillGroupBy(
  groupBy: GroupBy,
  warehouse: Warehouse,
  { endDs, stepDays, incremental = false }: BackfillOptions,
): Promise<Frame> {
  await Promise.all([loadForDefinition(groupBy), loadSqlParser()]);
  const { backfillStartDate, metaData, derivations, sources = [] } = groupBy;
  if (backfillStartDate === undefined)
    throw new TilescopeError("offline/no-start", "A backfill needs a backfillStartDate");
  const isEntity = sources.some((source) => viewSource(source).kind === "entities");
  if (incremental && (isEntity || inferAccuracy(groupBy) === "TEMPORAL"))
    throw new TilescopeError("offline/not-incremental", "Only a snapshot of events can be incremental");
  const isHistorical = metaData?.historicalBackfill === undefined || Boolean(metaData.historicalBackfill);
  const range = { start: isHistorical ? backfillStartDate : endDs, end: endDs };
  const inputDays = daysOfSources(groupBy, warehouse);
  const days = incremental ? new IncrementalDays(groupBy, warehouse, inputDays, stepDays) : null;
  const steps = unfilledRanges(range, inputDays).flatMap((unfilled) => stepsOf(unfilled, stepDays));
  const frames = steps.map((step) => frameOf(groupBy, warehouse, step, days, isEntity));
  const [first] = frames.length > 0 ? frames : [frameOf(groupBy, warehouse, range, days, isEntity)];
  const whole = { schema: first?.schema ?? [], rows: frames.flatMap(({ rows }) => rows) };
  const derived =
    derivations === undefined || derivations.length === 0
      ? whole
      : deriveFrame(whole, derivations, [...(groupBy.keyColumns ?? []), PARTITION_COLUMN, "ts"]);
  return withPartitionLast(derived);
}

/** The columns of a table with its partition column behind the others, where tables have it. */
export function withPartitionLast(frame: Frame): Frame {
  const names = frame.schema.map(({ name }) => name).filter((name) => name !== PARTITION_COLUMN);
  const { schema, pick } = picker(frame, [...names, PARTITION_COLUMN]);
  return { schema, rows: frame.rows.map(pick) };
}

/** Days that some source has; `null` where a cumulative one has them all in its newest. */
export function daysOfSources({ sources = [] }: GroupBy, warehouse: Warehouse): ReadonlySet<Ds> | null {
  if (sources.some(({ events }) => events?.isCumulative)) return null;
  const days = sources.flatMap((source) => {
    const { partitionColumn = PARTITION_COLUMN } = viewSource(source).query;
    return partitionsOf(tableOf(warehouse, source.events?.table ?? source.entities?.snapshotTable), partitionColumn);
  });
  return new Set(days);
}

function frameOf(
  groupBy: GroupBy,
  warehouse: Warehouse,
  range: DayRange,
  days: IncrementalDays | null,
  isEntity: boolean,
): Frame {
  const input = groupByInput(warehouse, groupBy, range);
  if (groupBy.aggregations === undefined) return input.frame;
  if (days !== null) return snapshotFrame(input, days.snapshots(range));
  return snapshotFrame(
    input,
    isEntity ? entitySnapshots(groupBy, input) : eventSnapshots(groupBy, input, daysOf(range.start, range.end)),
  );
}

/** Snapshots as a table: keys, features, day. */
export function snapshotFrame({ keySchema }: GroupByInput, { schema, rows }: Snapshots): Frame {
  const inOrder = withSparkMaps(schema);
  return {
    schema: [...keySchema, ...schema, { name: PARTITION_COLUMN, type: "string" }],
    rows: rows.map(({ key, ds, features }) => [...key, ...inOrder(features), ds]),
  };
}
