import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import type { RowAggregator } from "../aggregation/row-aggregator.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { keyId } from "../operators/key-id.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { createFeatureSet } from "../serving/feature-set.ts";
import { windowMs } from "../time/window.ts";
import { computeWindows } from "./compute-windows.ts";
import { type Ds, shiftDs, startOfDs } from "./source/ds.ts";
import type { GroupByInput, InputRow } from "./source/group-by-input.ts";

/** The features of one key at the end of one day. */
export interface Snapshot {
  readonly key: Row;
  readonly ds: Ds;
  readonly features: Row;
}

/** Features of keys at the ends of days. */
export interface Snapshots {
  readonly schema: Schema;
  readonly rows: readonly Snapshot[];
}

/** The midnight at which a day is over. */
export const endOfDs = (ds: Ds): number => startOfDs(shiftDs(ds, 1));

/** Rows by key, keys in the order in which they first come. */
export function rowsByKey<T extends { readonly key: Row }>(
  rows: readonly T[],
): { readonly key: Row; readonly rows: readonly T[] }[] {
  return [...Map.groupBy(rows, ({ key }) => keyId(key)).values()].map((ofKey) => ({
    key: ofKey[0]?.key ?? [],
    rows: ofKey,
  }));
}

/** Features at the ends of days, by daily hops. A key of which all are null at one of them is left out there. */
export function eventSnapshots(groupBy: GroupBy, { valueSchema, rows }: GroupByInput, days: readonly Ds[]): Snapshots {
  const set = createFeatureSet(valueSchema, groupBy.aggregations ?? []);
  const { windowedAggregator } = set;
  const ends = days.map(endOfDs);
  const snapshots = rowsByKey(rows).flatMap((ofKey) =>
    computeWindows(set, ofKey.rows, ends, "snapshot").flatMap((ir, i): Snapshot[] => {
      const features = windowedAggregator.finalize(ir);
      return features.every((value) => value === null) ? [] : [{ key: ofKey.key, ds: days[i] ?? "", features }];
    }),
  );
  return { schema: windowedAggregator.outputSchema, rows: snapshots };
}

/**
 * Features over the rows of each day's snapshot. If any aggregation has windows, those of `[end - window, end)` count, to
 * the ms and for unbounded features too; otherwise all do, whatever their times.
 */
export function entitySnapshots(groupBy: GroupBy, { valueSchema, rows }: GroupByInput): Snapshots {
  const aggregations = groupBy.aggregations ?? [];
  const { windowed } = expandParts(aggregations);
  const aggregator = createRowAggregator(valueSchema, windowed);
  const looksAtTime = aggregations.some(({ windows }) => windows !== undefined);
  const lengthsMs = windowed.map((part) => windowMs(part.window));
  const snapshots = rowsByKey(rows).flatMap((ofKey) =>
    [...Map.groupBy(ofKey.rows, ({ ds }) => ds)].map(([ds, ofDay]): Snapshot => {
      const startsMs = looksAtTime ? lengthsMs.map((lengthMs) => endOfDs(ds) - lengthMs) : null;
      return { key: ofKey.key, ds, features: aggregateDay(aggregator, ofDay, startsMs, endOfDs(ds)) };
    }),
  );
  return { schema: aggregator.outputSchema, rows: snapshots };
}

function aggregateDay(
  aggregator: RowAggregator,
  rows: readonly InputRow[],
  startsMs: readonly number[] | null,
  endMs: number,
): Row {
  const ir = aggregator.init();
  for (const { timeMs, row } of rows) {
    if (startsMs === null) aggregator.update(ir, row, timeMs);
    else if (timeMs < endMs)
      for (const [i, column] of aggregator.columns.entries())
        if (timeMs >= (startsMs[i] ?? 0)) ir[i] = column.update(ir[i], row, timeMs);
  }
  return aggregator.finalize(ir);
}
