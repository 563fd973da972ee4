import { TilescopeError } from "../../errors.ts";
import { columnIndex, type Schema } from "../../schema/schema.ts";
import type { Row } from "../../schema/value.ts";
import type { Ds } from "./ds.ts";

/** Columns and the rows that have them. */
export interface Frame {
  readonly schema: Schema;
  readonly rows: readonly Row[];
}

/** A table of the warehouse, its rows in the order in which they are read. A string column names each row's partition. */
export interface Table extends Frame {
  readonly name: string;
}

/** Where jobs read tables. */
export interface Warehouse {
  /** `null`: there is no such table. */
  table(name: string): Table | null;
}

/** Column of a table that names partitions, unless its query says otherwise. */
export const PARTITION_COLUMN = "ds";

/** A warehouse of tables in memory. */
export function warehouseOf(tables: Iterable<Table>): Warehouse {
  const byName = new Map<string, Table>();
  for (const table of tables) byName.set(table.name, table);
  return { table: (name) => byName.get(name) ?? null };
}

/** A table by the name in a definition, which may carry sub-partitions: `db.events/system=mobile`. */
export function tableOf(warehouse: Warehouse, spec: string | undefined): Table {
  const name = spec?.split("/", 1)[0] ?? "";
  const table = warehouse.table(name);
  if (table === null) throw new TilescopeError("offline/unknown-table", `There is no table "${name}"`);
  return table;
}

/** Index of a column; throws `offline/unknown-column` where there is none. */
export function indexOf({ schema }: Frame, name: string): number {
  const index = columnIndex(schema, name);
  if (index >= 0) return index;
  throw new TilescopeError(
    "offline/unknown-column",
    `There is no column "${name}" among ${schema.map((field) => field.name).join(", ")}`,
  );
}

/** Its partitions, ascending. */
export function partitionsOf(table: Table, partitionColumn: string): Ds[] {
  const index = indexOf(table, partitionColumn);
  return [...new Set(table.rows.map((row) => String(row[index])))].sort();
}

/** Reads some columns of a frame's rows, in the order given. Throws `offline/unknown-column`. */
export function picker(frame: Frame, names: readonly string[]): { schema: Schema; pick: (row: Row) => Row } {
  const indices = names.map((name) => indexOf(frame, name));
  return {
    schema: indices.flatMap((index) => frame.schema[index] ?? []),
    pick: (row) => indices.map((index) => row[index] ?? null),
  };
}
