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
  const readTime = time === null ? () => null : compileValue(time);
  return (row) => {
    if (!keeps(row)) return null;
    const timeMs = readTime(row);
    return {
      key: readKey(row),
      timeMs: timeMs === null ? null : timeFromLong(timeMs as number | bigint),
      inputs: readInputs(row),
    };
  };
}

function compileValue({ sourceIndex, evaluate }: CompiledColumn): (row: Row) => Value {
  return sourceIndex < 0 ? evaluate : (row) => row[sourceIndex] ?? null;
}

/** Reads columns into a new row; plain columns by position, few of them without a loop. */
function compileReader(columns: readonly CompiledColumn[]): (row: Row) => Row {
  const indices = columns.map(({ sourceIndex }) => sourceIndex);
  if (indices.every((index) => index >= 0)) {
    const [first = 0, second = 0] = indices;
    if (indices.length === 1) return (row) => [row[first] ?? null];
    if (indices.length === 2) return (row) => [row[first] ?? null, row[second] ?? null];
    return (row) => indices.map((index): Value => row[index] ?? null);
  }
  const [only] = columns;
  if (only !== undefined && columns.length === 1) return (row) => [only.evaluate(row)];
  return (row) => columns.map((column) => column.evaluate(row));
}
