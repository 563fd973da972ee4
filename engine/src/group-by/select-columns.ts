import type { Schema } from "../schema/schema.ts";
import { aggregationInputs } from "./aggregation-inputs.ts";
import { didYouMean } from "./closest-names.ts";
import { type CompiledColumn, storableType } from "./compile-column.ts";
import type { CompiledQuery } from "./compile-query.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import type { Aggregation, GroupBy } from "./group-by.ts";

type Path = readonly (string | number)[];

/** Columns with the schema that their rows have. */
export interface ColumnList {
  readonly schema: Schema;
  readonly columns: readonly CompiledColumn[];
}

/** Looks the names up among the selected columns; reports unknown ones, and types that cannot be stored. */
function collect(
  names: readonly string[],
  pathOf: (name: string) => Path,
  what: string,
  { columns, failed }: CompiledQuery,
  diagnostics: DiagnosticList,
): ColumnList {
  const schema = [];
  const found = [];
  for (const name of names) {
    const column = columns.get(name);
    if (column === undefined) {
      if (!failed.has(name))
        diagnostics.error(
          "unknown-column",
          pathOf(name),
          `There is no column "${name}".`,
          didYouMean(name, [...columns.keys()]),
        );
      continue;
    }
    const type = storableType(column, `${what} "${name}"`, pathOf(name), diagnostics);
    if (type === null) continue;
    schema.push({ name, type });
    found.push(column);
  }
  return { schema, columns: found };
}

/** The key columns. */
export function selectKeys(
  { keyColumns = [] }: GroupBy,
  compiled: CompiledQuery,
  diagnostics: DiagnosticList,
): ColumnList {
  return collect(keyColumns, (name) => ["keyColumns", keyColumns.indexOf(name)], "Key", compiled, diagnostics);
}

/** The columns that aggregations read, each once. */
export function selectInputs(
  aggregations: readonly Aggregation[],
  compiled: CompiledQuery,
  diagnostics: DiagnosticList,
): ColumnList {
  const pathOf = (name: string): Path => {
    for (const [i, { buckets = [], inputColumn }] of aggregations.entries()) {
      if (inputColumn === name) return ["aggregations", i, "inputColumn"];
      if (buckets.includes(name)) return ["aggregations", i, "buckets", buckets.indexOf(name)];
    }
    return ["aggregations"];
  };
  return collect(aggregationInputs(aggregations), pathOf, "Column", compiled, diagnostics);
}
