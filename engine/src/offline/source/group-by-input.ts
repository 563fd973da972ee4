import { operationName } from "../../aggregation/expand-parts.ts";
import { isTimed } from "../../aggregation/operation-types.ts";
import { TilescopeError } from "../../errors.ts";
import { aggregationInputs } from "../../group-by/aggregation-inputs.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";
import type { TimedRow } from "../../serving/feature-set.ts";
import type { Ds } from "./ds.ts";
import type { DsRange } from "./ds-range.ts";
import { filterFrame } from "./filter-frame.ts";
import { readSource } from "./read-source.ts";
import { longestWindowMs, sourceRange } from "./source-range.ts";
import { type Frame, indexOf, PARTITION_COLUMN, picker, type Warehouse } from "./table.ts";

/** Columns that are never values of a GroupBy without aggregations. */
const RESERVED: ReadonlySet<string> = new Set(["ts", "ds", "ts_ds", "is_before", "mutation_ts"]);

/** One row of a source, as aggregations take it. */
export interface InputRow extends TimedRow {
  readonly key: Row;
  readonly ds: Ds;
}

/** What a GroupBy reads for a range of days. */
export interface GroupByInput {
  readonly frame: Frame;
  readonly keySchema: Schema;
  /** Aggregation inputs, each once; without aggregations the columns that are stored. */
  readonly valueSchema: Schema;
  /** Rows with a key. Each `row` is in the order of `valueSchema`; a time that is null or absent is 0, as in Chronon. */
  readonly rows: readonly InputRow[];
}

/**
 * Reads the sources of a GroupBy for jobs over the days of `query`, one source after the other, as Chronon does: selects,
 * wheres, days, and only rows of which some part of the key is not null. `windowLengthMs` is how far back events are
 * read, `null` for all of them; `filterSql` is a condition on what was read. Throws `offline/no-time` where aggregations need a time and there is none that is a long,
 * and what `readSource` throws.
 */
export function groupByInput(
  warehouse: Warehouse,
  groupBy: GroupBy,
  query: DsRange,
  windowLengthMs: number | null = longestWindowMs(groupBy),
  filterSql: string | null = null,
): GroupByInput {
  const frames = (groupBy.sources ?? []).map((source) =>
    readSource(warehouse, groupBy, source, sourceRange(warehouse, source, query, windowLengthMs)),
  );
  const all = filterFrame(union(frames), filterSql);
  checkTime(groupBy, all);
  const key = picker(all, groupBy.keyColumns ?? []);
  const value = picker(all, valueColumns(groupBy, all));
  const frame = { schema: all.schema, rows: all.rows.filter((row) => key.pick(row).some((part) => part !== null)) };
  const time = frame.schema.findIndex(({ name }) => name === "ts");
  const ds = indexOf(frame, PARTITION_COLUMN);
  const rows = frame.rows.map((row) => ({
    key: key.pick(row),
    timeMs: Number(row[time] ?? 0),
    ds: String(row[ds]),
    row: value.pick(row),
  }));
  return { frame, keySchema: key.schema, valueSchema: value.schema, rows };
}

function valueColumns({ aggregations, keyColumns = [] }: GroupBy, { schema }: Frame): string[] {
  if (aggregations !== undefined) return aggregationInputs(aggregations);
  return schema.map(({ name }) => name).filter((name) => !RESERVED.has(name) && !keyColumns.includes(name));
}

function checkTime({ aggregations = [], metaData }: GroupBy, { schema }: Frame): void {
  const needsTime = aggregations.some(({ operation, windows }) => {
    const name = operation === undefined ? null : operationName(operation);
    return windows !== undefined || (name !== null && isTimed(name));
  });
  if (!needsTime || schema.some(({ name, type }) => name === "ts" && type === "long")) return;
  throw new TilescopeError(
    "offline/no-time",
    `${metaData?.name ?? "The GroupBy"} has windows or FIRST and LAST, and no time column that is a long`,
  );
}

/** Rows of all frames with the columns of the first, found by name. */
function union([first, ...others]: readonly Frame[]): Frame {
  if (first === undefined) throw new TilescopeError("offline/no-source", "The GroupBy has no source");
  const names = first.schema.map(({ name }) => name);
  const rows = others.flatMap((frame): Row[] => frame.rows.map(picker(frame, names).pick));
  return { schema: first.schema, rows: [...first.rows, ...rows] };
}
