import type { ColumnAggregator, ColumnIr } from "../aggregation/row-aggregator.ts";
import type { TimedRow } from "../serving/feature-set.ts";

interface Suffix {
  readonly timeMs: number;
  /** IRs of this row and all later ones of the front, oldest first. */
  readonly irs: readonly ColumnIr[];
}

/**
 * A first-in, first-out window over rows in time order that always knows its aggregate: two stacks. New rows are
 * aggregated at the back; when old ones have to go, the back is turned once into suffixes, from which the oldest row is
 * dropped by dropping its suffix. Every row is merged a bounded number of times, and nothing is ever subtracted, so
 * operations that cannot delete slide too.
 */
export class WindowQueue {
  readonly #columns: readonly ColumnAggregator[];
  /** Newest first, so that the oldest suffix is the last item. */
  readonly #front: Suffix[] = [];
  #back: TimedRow[] = [];
  #backIrs: ColumnIr[];

  constructor(columns: readonly ColumnAggregator[]) {
    this.#columns = columns;
    this.#backIrs = columns.map(() => null);
  }

  /** `row` is not older than any row before it. */
  push(row: TimedRow): void {
    this.#back.push(row);
    this.#backIrs = this.#columns.map((column, i) => column.update(this.#backIrs[i], row.row, row.timeMs));
  }

  dropBefore(startMs: number): void {
    while (this.#isBefore(this.#front.at(-1), startMs)) this.#front.pop();
    if (this.#front.length === 0 && this.#isBefore(this.#back[0], startMs)) this.#turn(startMs);
  }

  /** The aggregate of everything in the window, one IR per column; the caller owns it. */
  irs(): ColumnIr[] {
    const oldest = this.#front.at(-1);
    return this.#columns.map((column, i) => column.merge(column.clone(oldest?.irs[i] ?? null), this.#backIrs[i]));
  }

  #isBefore(item: { readonly timeMs: number } | undefined, startMs: number): boolean {
    return item !== undefined && item.timeMs < startMs;
  }

  #turn(startMs: number): void {
    let later: readonly ColumnIr[] = this.#columns.map(() => null);
    for (let at = this.#back.length - 1; at >= 0; at--) {
      const { timeMs, row } = this.#back[at] as TimedRow;
      if (timeMs < startMs) break;
      const behind = later;
      later = this.#columns.map((column, i) => column.merge(column.update(null, row, timeMs), behind[i]));
      this.#front.push({ timeMs, irs: later });
    }
    this.#back = [];
    this.#backIrs = this.#columns.map(() => null);
  }
}
