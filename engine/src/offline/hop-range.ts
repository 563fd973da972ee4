import type { ColumnAggregator, ColumnIr } from "../aggregation/row-aggregator.ts";
import type { HopSeries } from "./hops.ts";

/**
 * Merges the hops of `[startMs, endMs)` of one base column. Asked with ends that only grow it continues from where it
 * was while the start stays in the same hop, as it does for most of a run of queries.
 */
export class HopRange {
  readonly #hops: HopSeries;
  readonly #column: ColumnAggregator;
  readonly #baseIndex: number;
  #from = 0;
  #to = 0;
  #ir: ColumnIr = null;

  constructor(hops: HopSeries, column: ColumnAggregator, baseIndex: number) {
    this.#hops = hops;
    this.#column = column;
    this.#baseIndex = baseIndex;
  }

  /** The IR belongs to the range: merge it into another, never change it. */
  merged(startMs: number, endMs: number): ColumnIr {
    const { startsMs, irs } = this.#hops;
    let from = this.#from;
    while (from < startsMs.length && (startsMs[from] as number) < startMs) from++;
    while (from > 0 && (startsMs[from - 1] as number) >= startMs) from--;
    let to = this.#to;
    if (from !== this.#from || (to > from && (startsMs[to - 1] as number) >= endMs)) {
      this.#from = from;
      this.#ir = null;
      to = from;
    }
    to = Math.max(to, from);
    for (; to < startsMs.length && (startsMs[to] as number) < endMs; to++)
      this.#ir = this.#column.merge(this.#ir, (irs[to] as readonly ColumnIr[])[this.#baseIndex]);
    this.#to = to;
    return this.#ir;
  }
}
