import type { Row, Value } from "../../schema/value.ts";
import { createRowAggregator } from "../create-row-aggregator.ts";
import type { RowAggregator, RowIr } from "../row-aggregator.ts";
import { ShownIr } from "./shown-ir.ts";
import { type SlabLayout, slabLayout } from "./slab-layout.ts";
import { addRowToCells, cellsHold } from "./slab-row.ts";

const FIRST_SLOTS = 64;
const NONE: RowIr = [];

/**
 * The IRs of many tiles by slot, updated one row at a time: what `RowAggregator.update` gives, to the bit, with the
 * numbers of a tile side by side in one slab, so that an event meets a line or two of memory where IRs of their own
 * spread over twenty. Columns that cells cannot hold have IRs of their own beside it. Once a value comes that cells could
 * not hold exactly (an integer beyond 2^53, or a sum of them), all columns of all tiles go on as IRs.
 *
 * Every tile has `header` cells in front, which belong to the holder.
 */
export class SlabIrs {
  /** Cells of a tile, header included: those of slot `s` begin at `s * width`. */
  readonly width: number;
  readonly #aggregator: RowAggregator;
  readonly #header: number;
  readonly #layout: SlabLayout;
  /** Columns beside the slab, by position in the row; `null` when there are none. */
  readonly #beside: { readonly aggregator: RowAggregator; readonly indices: readonly number[] } | null;
  readonly #shown: ShownIr;
  readonly #shownRow: RowIr;
  #slab: Float64Array;
  /** IRs by slot: those beside the slab, or all once it is left. Undefined where no tile is. */
  readonly #rows: (RowIr | undefined)[] = [];
  #left = false;

  constructor(aggregator: RowAggregator, header: number) {
    this.#aggregator = aggregator;
    this.#header = header;
    this.#layout = slabLayout(aggregator.columns, aggregator.inputSchema);
    this.#shown = new ShownIr(aggregator.columns, this.#layout.columns);
    this.#shownRow = aggregator.init();
    this.width = header + this.#layout.width;
    this.#slab = new Float64Array(FIRST_SLOTS * this.width);
    const held = new Set(this.#layout.columns.map(({ columnIndex }) => columnIndex));
    const indices = [...aggregator.columns.keys()].filter((index) => !held.has(index));
    const parts = indices.flatMap((index) => aggregator.columns[index]?.part ?? []);
    this.#beside =
      indices.length === 0 ? null : { aggregator: createRowAggregator(aggregator.inputSchema, parts), indices };
  }

  /** Valid until the next `open`, which may need a larger one. */
  get slab(): Float64Array {
    return this.#slab;
  }

  /** Nothing aggregated yet; the header is 0. */
  open(slot: number): void {
    const base = slot * this.width;
    if (base + this.width > this.#slab.length) {
      const grown = new Float64Array(Math.max(2 * this.#slab.length, base + this.width));
      grown.set(this.#slab);
      this.#slab = grown;
    }
    this.#slab.fill(0, base, base + this.#header);
    this.#slab.set(this.#layout.initial, base + this.#header);
    this.#rows[slot] = this.#left ? this.#aggregator.init() : (this.#beside?.aggregator.init() ?? NONE);
  }

  close(slot: number): void {
    this.#rows[slot] = undefined;
  }

  /** Adds a row. Throws as `RowAggregator.update` does, and nothing has changed then. */
  update(slot: number, row: Row, timeMs: number): void {
    const cells = slot * this.width + this.#header;
    if (this.#layout.integerColumns.length > 0 && !this.#left && !cellsHold(this.#layout, this.#slab, cells, row))
      this.#leave();
    if (this.#left) {
      this.#aggregator.update(this.#rowOf(slot), row, timeMs);
      return;
    }
    if (this.#beside !== null) this.#beside.aggregator.update(this.#rowOf(slot), row, timeMs);
    addRowToCells(this.#layout.fields, this.#slab, cells, row, timeMs);
  }

  /** In the memory form of the aggregator's columns. Good until the next call of any method. */
  ir(slot: number): RowIr {
    const row = this.#rowOf(slot);
    if (this.#left) return row;
    const shown = this.#shownRow;
    this.#shown.show(this.#slab, slot * this.width + this.#header, shown);
    if (this.#beside !== null)
      for (let i = 0; i < this.#beside.indices.length; i++) shown[this.#beside.indices[i] as number] = row[i];
    return shown;
  }

  /** The tile of a fresh slot as it was saved, in stored form. */
  restore(slot: number, stored: readonly Value[]): void {
    const cells = slot * this.width + this.#header;
    if (!this.#left && this.#layout.columns.some(({ columnIndex }) => holdsBigint(stored[columnIndex]))) this.#leave();
    if (this.#left) {
      this.#rows[slot] = this.#aggregator.denormalize(stored);
      return;
    }
    for (const { columnIndex, write } of this.#layout.columns) write(this.#slab, cells, stored[columnIndex] ?? null);
    if (this.#beside !== null) {
      const { aggregator, indices } = this.#beside;
      this.#rows[slot] = aggregator.denormalize(indices.map((index) => stored[index] ?? null));
    }
  }

  #rowOf(slot: number): RowIr {
    const row = this.#rows[slot];
    if (row === undefined) throw new RangeError(`No tile in slot ${slot}`);
    return row;
  }

  #leave(): void {
    for (const [slot, row] of this.#rows.entries())
      if (row !== undefined) this.#rows[slot] = this.#aggregator.clone(this.ir(slot));
    this.#left = true;
  }
}

const holdsBigint = (stored: Value | undefined): boolean =>
  typeof stored === "bigint" ||
  (typeof stored === "object" && stored !== null && Object.values(stored).some((part) => typeof part === "bigint"));
