import type { AverageIr } from "../average.ts";
import type { NumberCell } from "../number-cell.ts";
import type { ColumnAggregator, RowIr } from "../row-aggregator.ts";
import type { OwnTimePair } from "../time-pair.ts";
import type { SlabColumn } from "./slab-layout.ts";

/** What an operation keeps in memory for the numbers in its cells. */
type Form = "number" | "cell" | "average" | "timePair";

interface ShownColumn {
  readonly columnIndex: number;
  readonly countOffset: number;
  readonly offset: number;
  readonly form: Form;
  readonly cell: NumberCell;
  readonly average: AverageIr;
  readonly timePair: OwnTimePair;
}

function formOf({ part, irType }: ColumnAggregator): Form {
  if (part.operation === "AVERAGE") return "average";
  if (part.operation === "LAST") return "timePair";
  return irType === "double" || irType === "float" ? "cell" : "number";
}

/**
 * Shows the cells of a tile as IRs in the memory form of their columns, always with the same objects: a write looks at a
 * tile's IRs once and keeps none, and new ones for every write would cost more than all else that it does.
 */
export class ShownIr {
  readonly #columns: readonly ShownColumn[];

  constructor(aggregators: readonly ColumnAggregator[], columns: readonly SlabColumn[]) {
    this.#columns = columns.flatMap(({ columnIndex, countOffset, offset }) => {
      const aggregator = aggregators[columnIndex];
      if (aggregator === undefined) return [];
      const form = formOf(aggregator);
      const irs = { cell: { value: 0.5 }, average: { sum: 0.5, count: 0 }, timePair: { timeMs: 0.5, payload: null } };
      return [{ columnIndex, countOffset, offset, form, ...irs }];
    });
  }

  /** Fills the columns' places of `row` from the cells at `base`; the IRs in it are good until the next call. */
  show(slab: Float64Array, base: number, row: RowIr): void {
    for (let i = 0; i < this.#columns.length; i++) {
      const shown = this.#columns[i] as ShownColumn;
      const { columnIndex, offset } = shown;
      const count = slab[base + shown.countOffset] as number;
      const value = slab[base + offset] as number;
      if (count === 0) row[columnIndex] = null;
      else if (shown.form === "cell") {
        shown.cell.value = value;
        row[columnIndex] = shown.cell;
      } else if (shown.form === "number") row[columnIndex] = value;
      else if (shown.form === "average") {
        shown.average.sum = value;
        shown.average.count = count | 0;
        row[columnIndex] = shown.average;
      } else {
        shown.timePair.timeMs = value;
        shown.timePair.payload = slab[base + offset + 1] as number;
        row[columnIndex] = shown.timePair;
      }
    }
  }
}
