import { compileExpression, compileWheres } from "../../expression/index.ts";
import type { GroupBy, Source } from "../../group-by/group-by.ts";
import { streamingSourceIndex, viewSource } from "../../group-by/source-kind.ts";
import type { Schema } from "../../schema/schema.ts";
import { tableOf, type Warehouse } from "../source/table.ts";

/**
 * The raw columns that the streaming query of a GroupBy reads, in the order of the table behind the stream; `null` where
 * nothing streams. Without selects they are all columns.
 */
export function streamedColumns(groupBy: GroupBy, warehouse: Warehouse): Schema | null {
  const source = groupBy.sources?.[streamingSourceIndex(groupBy)];
  if (source === undefined) return null;
  const { schema } = tableOf(warehouse, rootTable(source));
  const { selects, wheres = [], timeColumn = "ts" } = viewSource(source).query;
  if (selects === undefined) return schema;
  const expressions = [...Object.values(selects), timeColumn].flatMap((sql) => {
    const compiled = compileExpression(sql, schema);
    return compiled.ok ? compiled.expression.columns : [];
  });
  const filter = compileWheres(wheres, schema, "bracketed");
  const read = new Set([...expressions, ...(filter.ok ? filter.expression.columns : [])]);
  return schema.filter(({ name }) => read.has(name));
}

const rootTable = ({ events, entities }: Source): string | undefined => events?.table ?? entities?.snapshotTable;
