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

  /**
   * The IR belongs to the range: merge it into another, never change it. Where merging can change the right side, what was
   * kept is copied before it goes on, as Chronon does.
   */
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
    let ir = this.#column.aggregator.changesRight ? this.#column.clone(this.#ir) : this.#ir;
    const kept = to;
    for (; to < startsMs.length && (startsMs[to] as number) < endMs; to++)
      ir = this.#column.merge(ir, (irs[to] as readonly ColumnIr[])[this.#baseIndex]);
    if (to > kept) this.#ir = ir;
    this.#to = to;
    return ir;
  }
}
