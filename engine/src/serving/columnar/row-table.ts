import type { TimedValue } from "../../ports/kv-store.ts";
import { columnIndex, type Schema } from "../../schema/schema.ts";
import type { FeatureSet } from "../feature-set.ts";
import type { NumberTable } from "./add-table.ts";
import { numberType, rowColumnMerge } from "./column-merges.ts";
import type { IrMerge, IrNumbers } from "./ir-merges.ts";
import { NumberRecords, type NumberType } from "./number-records.ts";

/** What a plan needs to read its rows as columns of numbers. */
export interface RowLayout {
  readonly inputTypes: readonly NumberType[];
  /** By base column. */
  readonly columns: readonly { readonly merge: IrMerge; readonly inputIndex: number; readonly isTimed: boolean }[];
}

/** `null` where some input is no number, or some column is not made of plain numbers. */
export function rowLayout(
  { baseAggregator }: Pick<FeatureSet, "baseAggregator">,
  inputSchema: Schema,
): RowLayout | null {
  const inputTypes = inputSchema.flatMap(({ type }) => numberType(type) ?? []);
  if (inputTypes.length < inputSchema.length) return null;
  const columns = baseAggregator.columns.flatMap((column) => {
    const inputIndex = columnIndex(inputSchema, column.part.inputColumn);
    const type = inputTypes[inputIndex];
    const merge = type === undefined ? null : rowColumnMerge(column, type);
    return merge === null ? [] : [{ ...merge, inputIndex }];
  });
  return columns.length === baseAggregator.columns.length ? { inputTypes, columns } : null;
}

/** Rows of one key as columns of numbers, ascending in time. */
export class RowTable implements NumberTable {
  readonly #layout: RowLayout;
  readonly #records: NumberRecords;
  readonly #irs: readonly IrNumbers[];

  private constructor(layout: RowLayout, records: NumberRecords) {
    this.#layout = layout;
    this.#records = records;
    const inputs = layout.inputTypes.map((_type, index) => records.column(index));
    this.#irs = layout.columns.flatMap(({ inputIndex, isTimed }) => {
      const input = inputs[inputIndex];
      if (input === undefined) return [];
      return [isTimed ? { ...input, fields: [records.timesMs, ...input.fields] } : input];
    });
  }

  /**
   * The rows before `queryMs`. `null`: they are not in order, are damaged, or hold an integer beyond 2^53; their codec has
   * to read them.
   */
  static of(layout: RowLayout, values: readonly TimedValue[], queryMs: number): RowTable | null {
    const columns = layout.inputTypes.map((type) => ({ fields: [type], isStruct: false }));
    const records = new NumberRecords(columns, false, Math.max(1, values.length));
    for (let i = 0; i < values.length; i++) {
      const { millis, bytes } = values[i] as TimedValue;
      if (millis < queryMs && !records.add(bytes, millis)) return null;
    }
    return new RowTable(layout, records);
  }

  get length(): number {
    return this.#records.length;
  }

  get timesMs(): Float64Array {
    return this.#records.timesMs;
  }

  mergeOf(baseIndex: number): IrMerge | undefined {
    return this.#layout.columns[baseIndex]?.merge;
  }

  irsOf(baseIndex: number): IrNumbers | undefined {
    return this.#irs[baseIndex];
  }
}
