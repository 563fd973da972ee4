import type { GroupBy, Source } from "../../group-by/group-by.ts";
import { viewSource } from "../../group-by/source-kind.ts";
import { windowMs } from "../../time/window.ts";
import { dsOf, shiftDs, startOfDs } from "./ds.ts";
import { type DsRange, earliestDs, intersectDs, latestDs } from "./ds-range.ts";
import { PARTITION_COLUMN, partitionsOf, tableOf, type Warehouse } from "./table.ts";

/** The longest window of a GroupBy; `null` where some aggregation is unbounded, or there is none. */
export function longestWindowMs({ aggregations }: GroupBy): number | null {
  if (aggregations === undefined || aggregations.some(({ windows }) => windows === undefined)) return null;
  const lengths = aggregations.flatMap(({ windows = [] }) => windows.map(windowMs));
  const longest = Math.max(...lengths);
  return Number.isFinite(longest) ? longest : null;
}

/**
 * The days of a source that a job for the days of `query` reads. Entities: those days. Events: from one day and
 * the longest window before them, or everything without such a window. Cumulative events: the newest day only. What
 * the source declares as its start and end holds in any case.
 */
export function sourceRange(
  warehouse: Warehouse,
  source: Source,
  query: DsRange,
  windowLengthMs: number | null,
): DsRange {
  const { startPartition = null, endPartition = null, partitionColumn = PARTITION_COLUMN } = viewSource(source).query;
  const end = earliestDs(query.end, endPartition);
  if (source.events === undefined)
    return intersectDs({ start: startPartition, end }, { start: query.start, end: latestDs(query.end, end) });
  const partitions = partitionsOf(tableOf(warehouse, source.events.table), partitionColumn);
  if (source.events.isCumulative) {
    const newest = endPartition ?? partitions.at(-1) ?? null;
    return { start: newest, end: newest };
  }
  const firstMs = query.start === null ? null : startOfDs(shiftDs(query.start, -1));
  const windowStart = firstMs === null || windowLengthMs === null ? null : dsOf(firstMs - windowLengthMs);
  return intersectDs({ start: startPartition ?? partitions[0] ?? null, end }, { start: windowStart, end });
}
