import type { Row, Value } from "../schema/value.ts";
import type { CompiledColumn } from "./compile-column.ts";
import type { CompiledQuery } from "./compile-query.ts";
import { type SelectedEvent, timeFromLong } from "./plan.ts";

/** The `select` of a plan: filters, key, time and inputs of one raw row. */
export function compileSelect(
  { keeps, time }: CompiledQuery,
  keys: readonly CompiledColumn[],
  inputs: readonly CompiledColumn[],
): (row: Row) => SelectedEvent | null {
  const readKey = compileReader(keys);
  const readInputs = compileReader(inputs);
  return (row) => {
    if (!keeps(row)) return null;
    const timeMs = time === null ? null : time.evaluate(row);
    return {
      key: readKey(row),
      timeMs: timeMs === null ? null : timeFromLong(timeMs as number | bigint),
      inputs: readInputs(row),
    };
  };
}

/** Reads columns into a new row; plain columns by position. */
function compileReader(columns: readonly CompiledColumn[]): (row: Row) => Row {
  const indices = columns.map(({ sourceIndex }) => sourceIndex);
  const [only] = columns;
  if (only !== undefined && columns.length === 1) return (row) => [only.evaluate(row)];
  if (indices.every((index) => index >= 0)) return (row) => indices.map((index): Value => row[index] ?? null);
  return (row) => columns.map((column) => column.evaluate(row));
}
