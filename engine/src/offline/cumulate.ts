import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { FeatureSet, TimedRow } from "../serving/feature-set.ts";
import { roundToHop } from "../time/hop.ts";

/**
 * Adds the rows of each head hop, up to the query, to the IR at the start of that hop. A row goes to the first query
 * of its hop that is later than it, and so to all queries behind that one; among themselves rows keep their order.
 * `timesMs` ascend and are distinct; a query's IR is its own.
 */
export function cumulate(
  set: FeatureSet,
  rows: readonly TimedRow[],
  timesMs: readonly number[],
  headMs: number,
  atHead: (headMs: number) => RowIr,
): Map<number, RowIr> {
  const queriesOf = new Map<number, number[]>();
  for (const timeMs of timesMs) {
    const head = roundToHop(timeMs, headMs);
    const queries = queriesOf.get(head);
    if (queries === undefined) queriesOf.set(head, [timeMs]);
    else queries.push(timeMs);
  }
  const rowsBefore = new Map<number, TimedRow[]>();
  for (const row of rows) {
    const query = firstAfter(queriesOf.get(roundToHop(row.timeMs, headMs)) ?? [], row.timeMs);
    if (query === undefined) continue;
    const bin = rowsBefore.get(query);
    if (bin === undefined) rowsBefore.set(query, [row]);
    else bin.push(row);
  }

  const { windowedAggregator } = set;
  const copiesFirst = windowedAggregator.columns.some(({ aggregator }) => aggregator.changesRight);
  const results = new Map<number, RowIr>();
  for (const [head, queries] of queriesOf) {
    let ir = atHead(head);
    for (const [i, query] of queries.entries()) {
      const bin = rowsBefore.get(query);
      if (i > 0 || (copiesFirst && bin !== undefined)) ir = windowedAggregator.clone(ir);
      if (bin !== undefined) mergeBase(set, ir, aggregate(set, bin));
      results.set(query, ir);
    }
  }
  return results;
}

/** Apart from the IR before them, as Chronon does: the order of floating additions is part of the result. */
function aggregate({ baseAggregator }: FeatureSet, rows: readonly TimedRow[]): RowIr {
  const ir = baseAggregator.init();
  for (const { timeMs, row } of rows) baseAggregator.update(ir, row, timeMs);
  return ir;
}

/** Into every window of a base column: rows of the head hop are younger than any window is long. */
function mergeBase({ features, windowedAggregator }: FeatureSet, ir: RowIr, base: RowIr): void {
  for (const [i, { baseIndex }] of features.entries())
    ir[i] = windowedAggregator.columns[i]?.merge(ir[i], base[baseIndex]);
}

function firstAfter(ascending: readonly number[], timeMs: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}
