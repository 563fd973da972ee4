import { TilescopeError } from "../../errors.ts";
import type { Row, Value } from "../../schema/value.ts";
import { checkAggregation } from "../check-aggregation.ts";
import type { ColumnAggregator, ColumnIr, RowAggregator, RowIr } from "../row-aggregator.ts";
import { runTimeFault } from "../run-time-fault.ts";
import { type BatchColumn, batchValue, type EventBatch } from "./event-batch.ts";
import { SLAB_FIELDS } from "./slab-field.ts";
import { type SlabColumn, type SlabLayout, slabLayout } from "./slab-layout.ts";
import { TileSlots } from "./tile-slots.ts";

/** Events of a run: few enough that the tiles they touch stay in the processor's cache while column after column goes over them. */
const RUN = 512;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/**
 * Gets a tile that is closed. `ir` gives its IRs in the memory form of the aggregator's columns, which then belong to
 * the receiver; it is good during the call only, and who does not want them need not ask.
 */
export type VisitTile = (key: number, startMs: number, ir: () => RowIr) => void;

/**
 * The open tiles of all keys, with their numbers in one slab and updated by batches, a column at a time. Holds what
 * `RowAggregator.update` would give, to the bit, and is made for rate: 30 million events a second instead of some.
 *
 * Columns that a slab cannot hold (other operations, strings, buckets, lists) are updated row by row beside it. Sums of
 * integers leave the slab before any of them could pass 2^53, and integers that come as plain values leave it at once.
 */
export class ColumnarTiles {
  readonly #columns: readonly ColumnAggregator[];
  readonly #layout: SlabLayout;
  readonly #slots: TileSlots;
  #inSlab: readonly SlabColumn[];
  /** Columns beside the slab, with their IRs by slot. */
  readonly #beside: { readonly index: number; readonly column: ColumnAggregator; readonly irs: ColumnIr[] }[] = [];
  #slab: Float64Array;
  readonly #runSlots = new Int32Array(RUN);
  readonly #runCells = new Int32Array(RUN);
  /** No sum of integers can be further from 0 than this. */
  #longSumBound = 0;

  /**
   * Tiles of `sizeMs`, starting at multiples of it. Throws `aggregation/not-columnar` for columns that can refuse a row:
   * a batch cannot be taken back in its middle.
   */
  constructor(aggregator: RowAggregator, sizeMs: number) {
    requireInfallible(aggregator);
    this.#columns = aggregator.columns;
    this.#slots = new TileSlots(sizeMs, (slot) => this.#clear(slot));
    this.#layout = slabLayout(aggregator.columns, aggregator.inputSchema);
    this.#inSlab = this.#layout.columns;
    this.#slab = new Float64Array(0);
    const held = new Set(this.#inSlab.map(({ columnIndex }) => columnIndex));
    for (const [index, column] of aggregator.columns.entries())
      if (!held.has(index)) this.#beside.push({ index, column, irs: [] });
  }

  get openTiles(): number {
    return this.#slots.openTiles;
  }

  /** Adds a batch. An event of a tile that was closed before opens it anew: who minds drops late events first. */
  update(batch: EventBatch): void {
    this.#leaveSlabFor(batch);
    for (let from = 0; from < batch.length; from += RUN) this.#addRun(batch, from, Math.min(RUN, batch.length - from));
  }

  /** Takes out all tiles that end at or before `untilMs`, by start, those of one start in the order in which they came. */
  close(untilMs: number, visit: VisitTile): void {
    let closing = 0;
    const ir = () => this.#irOf(closing);
    this.#slots.close(untilMs, (key, startMs, slot) => {
      closing = slot;
      visit(key, startMs, ir);
      for (const { irs } of this.#beside) irs[slot] = null;
    });
  }

  #addRun(batch: EventBatch, from: number, length: number): void {
    const { timesMs } = batch;
    const slots = this.#runSlots;
    this.#slots.find(batch.keys, timesMs, from, length, slots);
    const { width } = this.#layout;
    const cells = this.#runCells;
    for (let i = 0; i < length; i++) cells[i] = (slots[i] as number) * width;
    const landing = { slab: this.#slab, cells, from, length };
    for (const { kind, inputIndex, offset } of this.#layout.fields) {
      const input = batch.columns[inputIndex];
      if (input !== undefined && "numbers" in input)
        SLAB_FIELDS[kind].add(landing, offset, { numbers: input.numbers, nulls: input.nulls, timesMs });
    }
    if (this.#beside.length > 0) this.#addBeside(batch, from, length);
  }

  #addBeside(batch: EventBatch, from: number, length: number): void {
    const row: Value[] = batch.columns.map(() => null);
    for (let i = 0; i < length; i++) {
      for (const [c, column] of batch.columns.entries()) row[c] = batchValue(column, from + i);
      const slot = this.#runSlots[i] ?? 0;
      const timeMs = batch.timesMs[from + i] ?? 0;
      for (const { column, irs } of this.#beside) irs[slot] = column.update(irs[slot] ?? null, row as Row, timeMs);
    }
  }

  #clear(slot: number): void {
    const { width, initial } = this.#layout;
    const base = slot * width;
    if (base + width > this.#slab.length) {
      const grown = new Float64Array(Math.max(2 * this.#slab.length, base + width, RUN * width));
      grown.set(this.#slab);
      this.#slab = grown;
    }
    for (let i = 0; i < width; i++) this.#slab[base + i] = initial[i] as number;
  }

  #irOf(slot: number): RowIr {
    const ir: RowIr = this.#columns.map(() => null);
    for (const column of this.#inSlab) ir[column.columnIndex] = this.#readColumn(column, slot);
    for (const { index, irs } of this.#beside) ir[index] = irs[slot] ?? null;
    return ir;
  }

  #readColumn({ columnIndex, read }: SlabColumn, slot: number): ColumnIr {
    return this.#columns[columnIndex]?.denormalize(read(this.#slab, slot * this.#layout.width)) ?? null;
  }

  /** Moves columns out of the slab that it could not hold exactly after this batch. */
  #leaveSlabFor(batch: EventBatch): void {
    const hasValues = ({ inputIndex }: SlabColumn) => "values" in (batch.columns[inputIndex] ?? { values: [] });
    this.#leaveSlab(this.#inSlab.filter(hasValues));
    const sums = this.#inSlab.filter(({ isLongSum }) => isLongSum);
    if (sums.length === 0) return;
    const largest = Math.max(
      ...sums.map(({ inputIndex }) => largestMagnitude(batch.columns[inputIndex], batch.length)),
    );
    const growth = largest * batch.length;
    if (this.#longSumBound + growth > MAX_SAFE) this.#longSumBound = this.#largestSum(sums);
    if (this.#longSumBound + growth > MAX_SAFE) this.#leaveSlab(sums);
    else this.#longSumBound += growth;
  }

  #largestSum(sums: readonly SlabColumn[]): number {
    let largest = 0;
    this.#slots.forEach((slot) => {
      for (const { offset } of sums)
        largest = Math.max(largest, Math.abs(this.#slab[slot * this.#layout.width + offset] ?? 0));
    });
    return largest;
  }

  #leaveSlab(leaving: readonly SlabColumn[]): void {
    if (leaving.length === 0) return;
    this.#inSlab = this.#inSlab.filter((column) => !leaving.includes(column));
    for (const slabColumn of leaving) {
      const column = this.#columns[slabColumn.columnIndex];
      if (column === undefined) continue;
      const irs: ColumnIr[] = [];
      this.#slots.forEach((slot) => {
        irs[slot] = this.#readColumn(slabColumn, slot);
      });
      this.#beside.push({ index: slabColumn.columnIndex, column, irs });
    }
  }
}

function requireInfallible({ columns, inputSchema }: RowAggregator): void {
  for (const { part, name } of columns) {
    const checked = checkAggregation(part, inputSchema);
    if (!checked.ok) continue;
    const { shape, args } = checked.value;
    if (shape.kind === "elementWise" || runTimeFault(part.operation, shape.elementType, args) !== null)
      throw new TilescopeError("aggregation/not-columnar", `${name} can refuse a row, so it takes no batches.`);
  }
}

function largestMagnitude(column: BatchColumn | undefined, length: number): number {
  if (column === undefined || "values" in column) return 0;
  let largest = 0;
  for (let i = 0; i < length; i++)
    if (column.nulls === null || column.nulls[i] === 0)
      largest = Math.max(largest, Math.abs(column.numbers[i] as number));
  return largest;
}
