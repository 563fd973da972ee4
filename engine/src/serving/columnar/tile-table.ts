import type { RowAggregator } from "../../aggregation/row-aggregator.ts";
import type { TimedValue } from "../../ports/kv-store.ts";
import type { NumberTable } from "./add-table.ts";
import { type ColumnMerge, tileColumnMerge } from "./column-merges.ts";
import type { IrMerge, IrNumbers } from "./ir-merges.ts";
import { NumberRecords } from "./number-records.ts";

const TILES = 256;

/** Tiles of one key as columns of numbers. Used again and again: each `fill` forgets what was there. */
export class TileTable implements NumberTable {
  readonly #columns: readonly ColumnMerge[];
  readonly #records: NumberRecords;
  #irs: readonly IrNumbers[] = [];

  private constructor(columns: readonly ColumnMerge[]) {
    this.#columns = columns;
    this.#records = new NumberRecords(columns, true, TILES);
  }

  /** `null` where some base column is not made of plain numbers. */
  static of({ columns }: RowAggregator): TileTable | null {
    const merges = columns.flatMap((column) => tileColumnMerge(column) ?? []);
    return merges.length === columns.length ? new TileTable(merges) : null;
  }

  get length(): number {
    return this.#records.length;
  }

  get timesMs(): Float64Array {
    return this.#records.timesMs;
  }

  mergeOf(baseIndex: number): IrMerge | undefined {
    return this.#columns[baseIndex]?.merge;
  }

  irsOf(baseIndex: number): IrNumbers | undefined {
    return this.#irs[baseIndex];
  }

  /**
   * Takes the tiles of `sizeMs` that start before `headMs`. False: they are not in order, are damaged, or hold an integer
   * beyond 2^53; their codec has to read them.
   */
  fill(values: readonly TimedValue[], sizeMs: number, headMs: number): boolean {
    const records = this.#records;
    records.clear();
    for (let i = 0; i < values.length; i++) {
      const { tile, millis, bytes } = values[i] as TimedValue;
      if (tile?.sizeMs === sizeMs && millis < headMs && !records.add(bytes, millis)) return false;
    }
    this.#irs = this.#columns.map((_column, c) => records.column(c));
    return true;
  }
}
