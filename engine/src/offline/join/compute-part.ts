import { TilescopeError } from "../../errors.ts";
import type { GroupBy } from "../../group-by/group-by.ts";
import type { Join, JoinPart } from "../../group-by/join.ts";
import { leftKeys } from "../../group-by/join-part-names.ts";
import { inferAccuracy, viewSource } from "../../group-by/source-kind.ts";
import { snapshotFrame } from "../backfill/backfill-group-by.ts";
import { deriveFrame } from "../backfill/derive-frame.ts";
import { entitySnapshots, eventSnapshots } from "../snapshots.ts";
import { type Ds, dsOf, shiftDs } from "../source/ds.ts";
import { type DsRange, daysOf } from "../source/ds-range.ts";
import { filterFrame } from "../source/filter-frame.ts";
import { type GroupByInput, groupByInput } from "../source/group-by-input.ts";
import { readMutations } from "../source/read-mutations.ts";
import { type Frame, indexOf, PARTITION_COLUMN, picker, type Warehouse } from "../source/table.ts";
import { TIME_COLUMN } from "./left-side.ts";
import { partGroupBy } from "./part-group-by.ts";
import { partitionRange } from "./partitioned-table.ts";
import { leftSkewFilter, partSkewFilter } from "./skew-filter.ts";
import { type Query, temporalEntities, temporalEvents } from "./temporal-parts.ts";

/** Which of Chronon's ways a part is joined in. */
export type PartKind = "snapshot of day" | "snapshot before" | "temporal";

/** An event on the left asks for its moment, or for the midnight before it; an entity for the end of its day. */
export function partKind({ left = {} }: Join, { groupBy = {} }: JoinPart): PartKind {
  if (left.events === undefined) return "snapshot of day";
  return inferAccuracy(groupBy) === "TEMPORAL" ? "temporal" : "snapshot before";
}

export const isOverEntities = ({ sources = [] }: GroupBy): boolean =>
  sources.some((source) => viewSource(source).kind === "entities");

/**
 * The features of a part for some left rows: keys by the GroupBy's names, `ts` where they are temporal, features without
 * prefix and `ds`, all after the GroupBy's derivations.
 */
export function computePart(warehouse: Warehouse, join: Join, part: JoinPart, left: Frame): Frame {
  const groupBy = partGroupBy(part.groupBy ?? {});
  const frame = partFrame(warehouse, join, part, groupBy, left);
  const { derivations = [], keyColumns = [] } = groupBy;
  if (derivations.length === 0) return frame;
  const time = inferAccuracy(groupBy) === "TEMPORAL" ? [TIME_COLUMN] : [];
  return deriveFrame(frame, derivations, [...keyColumns, PARTITION_COLUMN, ...time]);
}

function partFrame(warehouse: Warehouse, join: Join, part: JoinPart, groupBy: GroupBy, left: Frame): Frame {
  const read = (range: DsRange): GroupByInput =>
    groupByInput(warehouse, groupBy, range, undefined, partSkewFilter(join, part));
  const kind = partKind(join, part);
  if (kind === "snapshot of day") {
    const range = partitionRange(left) ?? { start: "", end: "" };
    return snapshots(groupBy, read(range), daysOf(range.start, range.end));
  }
  const times = timesOf(left);
  const before = { start: shiftDs(times.start, -1), end: shiftDs(times.end, -1) };
  if (kind === "snapshot before") return snapshots(groupBy, read(before), daysOf(before.start, before.end));
  const queries = queriesOf(join, part, left);
  if (!isOverEntities(groupBy)) return temporalEvents(groupBy, read(times), queries);
  const input = read(before);
  return temporalEntities(groupBy, input, readMutations(warehouse, groupBy, times, input), queries);
}

function snapshots(groupBy: GroupBy, input: GroupByInput, days: readonly Ds[]): Frame {
  if (groupBy.aggregations === undefined) return input.frame;
  return snapshotFrame(
    input,
    isOverEntities(groupBy) ? entitySnapshots(groupBy, input) : eventSnapshots(groupBy, input, days),
  );
}

/** First and last day of the left's times. */
export function timesOf(left: Frame): { readonly start: Ds; readonly end: Ds } {
  const index = indexOf(left, TIME_COLUMN);
  if (left.schema[index]?.type !== "long")
    throw new TilescopeError("offline/no-time", "The left side has no time column that is a long");
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const row of left.rows) {
    const timeMs = row[index] ?? null;
    if (timeMs === null) continue;
    first = Math.min(first, Number(timeMs));
    last = Math.max(last, Number(timeMs));
  }
  if (first > last) throw new TilescopeError("offline/no-time", "No row on the left has a time");
  return { start: dsOf(first), end: dsOf(last) };
}

function queriesOf(join: Join, part: JoinPart, left: Frame): Query[] {
  const names = leftKeys(part);
  const filtered = filterFrame(left, leftSkewFilter(join, new Set(names.values())));
  const key = picker(
    filtered,
    (part.groupBy?.keyColumns ?? []).map((name) => names.get(name) ?? name),
  );
  const time = indexOf(filtered, TIME_COLUMN);
  const ds = indexOf(filtered, PARTITION_COLUMN);
  return filtered.rows.map((row) => {
    const timeMs = row[time] ?? null;
    if (timeMs === null) throw new TilescopeError("offline/no-time", "A row on the left has no time");
    return { key: key.pick(row), timeMs: Number(timeMs), ds: String(row[ds]) };
  });
}
