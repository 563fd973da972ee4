import type { Row } from "../../schema/value.ts";
import type { PlacedField, SlabLayout } from "./slab-layout.ts";

/** Adds one row to the cells of its tile, from cell `base` on: what the fields do with a run of one event. */
export function addRowToCells(
  fields: readonly PlacedField[],
  slab: Float64Array,
  base: number,
  row: Row,
  timeMs: number,
): void {
  for (let f = 0; f < fields.length; f++) {
    const { kind, inputIndex, offset } = fields[f] as PlacedField;
    const value = row[inputIndex] as number | null | undefined;
    if (value == null) continue;
    const cell = base + offset;
    const held = slab[cell] as number;
    switch (kind) {
      case "count":
        slab[cell] = held + 1;
        break;
      case "sum":
        slab[cell] = held + value;
        break;
      case "min":
        slab[cell] = Math.min(held, value);
        break;
      case "max":
        slab[cell] = Math.max(held, value);
        break;
      case "last":
        if (held >= timeMs) break;
        slab[cell] = timeMs;
        slab[cell + 1] = value;
    }
  }
}

/** Whether cells hold the row exactly: no integer beyond the safe ones, in it or in a sum of integers with it. */
export function cellsHold({ integerColumns }: SlabLayout, slab: Float64Array, base: number, row: Row): boolean {
  for (const { inputIndex, isLongSum, offset } of integerColumns) {
    const value = row[inputIndex];
    if (value == null) continue;
    if (typeof value !== "number") return false;
    if (isLongSum && !Number.isSafeInteger((slab[base + offset] as number) + value)) return false;
  }
  return true;
}
