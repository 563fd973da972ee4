import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { BatchIr } from "../serving/batch-ir.ts";
import type { FeatureSet } from "../serving/feature-set.ts";
import type { Mutation } from "../serving/sawtooth.ts";
import { addRow, mergeTailHops, windowStarts } from "../serving/window-merge.ts";

/**
 * Chronon's offline path for entities: the snapshot of one key and the mutations after it, at each query time. A
 * mutation is applied once, at the first query later than it, if the row lies in the window of that query; it is
 * neither taken out nor reconsidered at later queries. The serving path (`readMutations`) decides for every query anew,
 * so the two can differ. One IR per query, in the order of `queryTimesMs`.
 */
export function aggregateMutations(
  set: FeatureSet,
  snapshot: BatchIr | null,
  batchEndMs: number,
  mutations: readonly Mutation[],
  queryTimesMs: readonly number[],
): RowIr[] {
  const { windowedAggregator } = set;
  const count = { merges: 0 };
  const pending = mutations
    .filter((mutation) => mutation.mutationMs >= batchEndMs)
    .sort((left, right) => left.mutationMs - right.mutationMs);
  let running = snapshot === null ? windowedAggregator.init() : windowedAggregator.clone(snapshot.collapsed);
  const results = new Map<number, RowIr>();
  let next = 0;
  for (const queryMs of [...new Set(queryTimesMs)].sort((left, right) => left - right)) {
    const starts = windowStarts(set, queryMs);
    for (; next < pending.length; next++) {
      const mutation = pending[next] as Mutation;
      if (mutation.mutationMs >= queryMs) break;
      if (mutation.timeMs < queryMs)
        addRow(set, running, starts, mutation.timeMs, mutation.row, mutation.isBefore, count);
    }
    const ir = running;
    running = windowedAggregator.clone(ir);
    if (snapshot !== null) mergeTailHops(set, ir, starts, snapshot, batchEndMs, count);
    results.set(queryMs, ir);
  }
  const given = new Set<number>();
  return queryTimesMs.map((queryMs) => {
    const ir = results.get(queryMs) ?? windowedAggregator.init();
    const shared = given.has(queryMs);
    given.add(queryMs);
    return shared ? windowedAggregator.clone(ir) : ir;
  });
}
