import { TilescopeError } from "../../errors.ts";
import type { GroupBy, Query, Source } from "../../group-by/group-by.ts";
import { inferAccuracy, viewSource } from "../../group-by/source-kind.ts";
import type { DsRange } from "./ds-range.ts";
import { selectColumns, selectEverything } from "./select-columns.ts";
import { type Frame, PARTITION_COLUMN, tableOf, type Warehouse } from "./table.ts";

/** A source without a time column gives its rows the last ms of their day. */
const lastMsOfDay = (partitionColumn: string): string =>
  `(((UNIX_TIMESTAMP(${partitionColumn}, 'yyyy-MM-dd') + 86400) * 1000) - 1)`;

/** The time column, where rows get one. */
function timeColumn(
  groupBy: GroupBy,
  source: Source,
  query: Query,
  partitionColumn: string,
): string | null | undefined {
  if (source.entities !== undefined) return query.timeColumn;
  if (inferAccuracy(groupBy) === "TEMPORAL") return query.timeColumn ?? null;
  return query.timeColumn ?? lastMsOfDay(partitionColumn);
}

/**
 * What a GroupBy selects of one source: its partition, its time and keys, then its own columns, which may replace those.
 * With `mutations` it is what happened to the entities, and each row says when and whether it is the one before.
 * Throws `offline/join-source` for the output of a join, `offline/no-mutations` for entities without them, and what
 * `tableOf` and `selectColumns` throw.
 */
export function readSource(
  warehouse: Warehouse,
  groupBy: GroupBy,
  source: Source,
  range: DsRange,
  part: "rows" | "mutations" = "rows",
): Frame {
  if (source.joinSource !== undefined)
    throw new TilescopeError("offline/join-source", "A source that is the output of a join has no table to read");
  const { query } = viewSource(source);
  const { selects, wheres = [], partitionColumn = PARTITION_COLUMN } = query;
  const table = tableOf(warehouse, tableSpec(source, part));
  if (selects === undefined) return selectEverything(table, { wheres, partitionColumn, range });
  const columns = new Map<string, string | null>([[partitionColumn, null]]);
  if (part === "mutations") {
    columns.set("is_before", query.reversalColumn ?? null);
    columns.set("mutation_ts", query.mutationTimeColumn ?? null);
  }
  const time = timeColumn(groupBy, source, query, partitionColumn);
  if (time !== undefined) columns.set("ts", time);
  for (const key of groupBy.keyColumns ?? []) columns.set(key, null);
  for (const [name, sql] of Object.entries(selects)) columns.set(name, sql);
  return selectColumns(table, { columns, wheres, partitionColumn, range });
}

function tableSpec({ entities, events }: Source, part: "rows" | "mutations"): string | undefined {
  if (part === "rows") return events?.table ?? entities?.snapshotTable;
  if (entities?.mutationTable === undefined)
    throw new TilescopeError("offline/no-mutations", "An entity source has no table of mutations");
  return entities.mutationTable;
}
