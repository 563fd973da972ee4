import type { Row, Value } from "../../schema/value.ts";
import { deleteInput } from "../delete-input.ts";
import type { ColumnIr } from "../row-aggregator.ts";
import { KeyedColumn, type KeyedIr } from "./keyed-column.ts";

/** One IR per key of a map column. Null values are skipped; an empty map still makes an empty IR, not none. */
export class MapColumn extends KeyedColumn {
  override update(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    if (input == null) return ir;
    const irs = (ir ?? new Map()) as KeyedIr;
    for (const [key, value] of input as ReadonlyMap<string, Value>) {
      if (value === null) continue;
      const present = irs.get(key);
      irs.set(
        key,
        present === undefined ? this.aggregator.prepare(value, timeMs) : this.aggregator.update(present, value, timeMs),
      );
    }
    return irs;
  }

  override delete(ir: ColumnIr, row: Row, timeMs: number): ColumnIr {
    const input = row[this.inputIndex];
    if (input == null) return ir;
    this.checkDelete(ir, row);
    const irs = (ir ?? new Map()) as KeyedIr;
    for (const [key, value] of input as ReadonlyMap<string, Value>)
      if (value !== null) irs.set(key, deleteInput(this.aggregator, irs.get(key) ?? null, value, timeMs));
    return irs;
  }
}
