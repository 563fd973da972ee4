import { TilescopeError } from "../../errors.ts";
import { compileExpression, compileWheres } from "../../expression/index.ts";
import type { Field } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import { type DsRange, holdsDs } from "./ds-range.ts";
import { scalaMapOrder } from "./scala-map-order.ts";
import { type Frame, indexOf, PARTITION_COLUMN, type Table } from "./table.ts";

/** What to read of a table. */
export interface Selection {
  /** SQL by name of the column; `null`: the column of that name as it is. */
  readonly columns: ReadonlyMap<string, string | null>;
  /** All must be true. */
  readonly wheres: readonly string[];
  readonly partitionColumn: string;
  readonly range: DsRange;
}

/**
 * The rows of a table within a range of days, and of each the selected columns, in the order in which Chronon would
 * have them. The partition column is called `ds` in the result. Throws `offline/bad-query` for an expression that does
 * not compile and `offline/unsupported-type` for one whose type features cannot have.
 */
export function selectColumns(table: Table, { columns, wheres, partitionColumn, range }: Selection): Frame {
  const partition = indexOf(table, partitionColumn);
  const compiled = scalaMapOrder(columns.keys()).map((name) => {
    const sql = columns.get(name) ?? null;
    const { field, evaluate } = sql === null ? sourceColumn(table, name) : expressionColumn(table, name, sql);
    return { field: name === partitionColumn ? { ...field, name: PARTITION_COLUMN } : field, evaluate };
  });
  const filter = compileWheres(wheres, table.schema, "bracketed");
  if (!filter.ok) return refuse(table, `WHERE ${wheres.join(" AND ")}`, filter.diagnostics[0]?.message);
  const { keeps } = filter.expression;
  const kept = table.rows.filter((row) => holdsDs(range, String(row[partition])) && keeps(row));
  return {
    schema: compiled.map(({ field }) => field),
    rows: kept.map((row) => compiled.map(({ evaluate }) => evaluate(row))),
  };
}

/** All columns of a table as they are. */
export function selectEverything(table: Table, { wheres, partitionColumn, range }: Omit<Selection, "columns">): Frame {
  const columns = new Map(table.schema.map(({ name }) => [name, null]));
  const { schema, rows } = selectColumns(table, { columns, wheres, partitionColumn, range });
  const order = table.schema.map(({ name }) =>
    schema.findIndex((field) => field.name === (name === partitionColumn ? PARTITION_COLUMN : name)),
  );
  return {
    schema: order.flatMap((index) => schema[index] ?? []),
    rows: rows.map((row) => order.map((index): Value => row[index] ?? null)),
  };
}

interface SelectedColumn {
  readonly field: Field;
  evaluate(row: Row): Value;
}

function sourceColumn(table: Table, name: string): SelectedColumn {
  const index = indexOf(table, name);
  return { field: table.schema[index] as Field, evaluate: (row) => row[index] ?? null };
}

function expressionColumn(table: Table, name: string, sql: string): SelectedColumn {
  const compiled = compileExpression(sql, table.schema);
  if (!compiled.ok) return refuse(table, sql, compiled.diagnostics[0]?.message);
  const { type, sparkType, evaluate } = compiled.expression;
  if (type === null)
    throw new TilescopeError("offline/unsupported-type", `${name} is ${sparkType}, which cannot be stored`);
  return { field: { name, type }, evaluate };
}

function refuse(table: Table, sql: string, reason = "unknown reason"): never {
  throw new TilescopeError("offline/bad-query", `"${sql}" does not compile against ${table.name}: ${reason}`);
}
