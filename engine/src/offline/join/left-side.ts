import type { Source } from "../../group-by/group-by.ts";
import type { Join } from "../../group-by/join.ts";
import { viewSource } from "../../group-by/source-kind.ts";
import { type Ds, dsOf } from "../source/ds.ts";
import { type DsRange, earliestDs } from "../source/ds-range.ts";
import { filterFrame } from "../source/filter-frame.ts";
import { withColumn } from "../source/join-frames.ts";
import { selectColumns, selectEverything } from "../source/select-columns.ts";
import {
  type Frame,
  indexOf,
  PARTITION_COLUMN,
  partitionsOf,
  type Table,
  tableOf,
  type Warehouse,
} from "../source/table.ts";
import { leftSkewFilter } from "./skew-filter.ts";

export const TIME_COLUMN = "ts";
/** Day (UTC) of a left row's time: what snapshots are looked up by. */
export const TIME_PARTITION_COLUMN = "ts_ds";

export const leftTable = (warehouse: Warehouse, left: Source | undefined): Table =>
  tableOf(warehouse, left?.events?.table ?? left?.entities?.snapshotTable);

/** The rows that features are wanted for, without skewed keys. */
export function leftFrame(warehouse: Warehouse, join: Join, range: DsRange): Frame {
  const left = join.left ?? {};
  const table = leftTable(warehouse, left);
  const { selects, wheres = [], timeColumn, partitionColumn = PARTITION_COLUMN } = viewSource(left).query;
  if (selects === undefined)
    return filterFrame(selectEverything(table, { wheres, partitionColumn, range }), leftSkewFilter(join));
  const columns = new Map<string, string | null>([[partitionColumn, null]]);
  if (left.events !== undefined) columns.set(TIME_COLUMN, timeColumn ?? null);
  for (const [name, sql] of Object.entries(selects)) columns.set(name, sql);
  return filterFrame(selectColumns(table, { columns, wheres, partitionColumn, range }), leftSkewFilter(join));
}

/** With the day of the time, where rows have a time. */
export function withTimePartition(frame: Frame): Frame {
  if (!frame.schema.some(({ name }) => name === TIME_COLUMN)) return frame;
  const time = indexOf(frame, TIME_COLUMN);
  return withColumn(frame, { name: TIME_PARTITION_COLUMN, type: "string" }, (row) => {
    const timeMs = row[time] ?? null;
    return timeMs === null ? null : dsOf(Number(timeMs));
  });
}

/** Days that a run fills, from the left's first one (or as it declares) to `endDs`; without history the last one only. */
export function rangeToFill(
  warehouse: Warehouse,
  { left = {}, metaData }: Join,
  endDs: Ds,
  overrideStartDs: Ds | undefined,
): { readonly start: Ds; readonly end: Ds } {
  const { startPartition, endPartition = null, partitionColumn = PARTITION_COLUMN } = viewSource(left).query;
  const isHistorical = metaData?.historicalBackfill === undefined || Boolean(metaData.historicalBackfill);
  const start = isHistorical ? overrideStartDs : endDs;
  const first = startPartition ?? partitionsOf(leftTable(warehouse, left), partitionColumn)[0];
  return { start: start ?? first ?? endDs, end: earliestDs(endPartition, endDs) ?? endDs };
}
