import { compileWheres, joinWheres } from "../expression/compile-wheres.ts";
import { ExpressionFailure } from "../expression/failure.ts";
import { parseExpression } from "../expression/syntax/load-sql-parser.ts";
import type { SyntaxNode } from "../expression/syntax/syntax-tree.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { type CompiledColumn, compileColumn, sourceColumn } from "./compile-column.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";
import type { Query } from "./group-by.ts";

/** A query compiled against the schema of its source: what it selects, when a row happened, which rows stay. */
export interface CompiledQuery {
  /** Selected columns by name, in order; `ts` is the time column unless it is selected. */
  readonly columns: ReadonlyMap<string, CompiledColumn>;
  /** Selected names whose expression did not compile; they have been reported. */
  readonly failed: ReadonlySet<string>;
  /** Null when the query has no time column. */
  readonly time: CompiledColumn | null;
  /** True when every `where` is true; each is in brackets, as in Chronon's batch job. */
  keeps(row: Row): boolean;
}

/**
 * Compiles the selects, wheres and time column of a query. Problems are reported below `path`, the path of the query;
 * a column that failed is left out. Without selects every source column is selected as it is.
 */
export function compileQuery(
  query: Query,
  schema: Schema,
  path: readonly (string | number)[],
  diagnostics: DiagnosticList,
): CompiledQuery {
  const columns = new Map<string, CompiledColumn>();
  const failed = new Set<string>();
  const time =
    query.timeColumn === undefined
      ? null
      : compileColumn(query.timeColumn, schema, [...path, "timeColumn"], diagnostics);
  if (time !== null) columns.set("ts", time);
  if (query.selects === undefined) {
    for (const [i, { name }] of schema.entries()) {
      const column = sourceColumn(schema, i);
      if (column !== null && !columns.has(name)) columns.set(name, column);
    }
  }
  for (const [name, sql] of Object.entries(query.selects ?? {})) {
    const column = compileColumn(sql, schema, [...path, "selects", name], diagnostics);
    if (column === null) failed.add(name);
    else columns.set(name, column);
  }
  return { columns, failed, time, keeps: compileFilter(query, schema, path, diagnostics) };
}

function compileFilter(
  { wheres = [] }: Query,
  schema: Schema,
  path: readonly (string | number)[],
  diagnostics: DiagnosticList,
): (row: Row) => boolean {
  const joined = compileWheres(wheres, schema, "bracketed");
  if (joined.ok) {
    if (!bindsAlike(wheres))
      diagnostics.warn(
        "wheres-without-brackets",
        [...path, "wheres"],
        "Chronon's streaming job joins these filters without brackets, which changes what they mean; its batch job, and this one, takes each by itself.",
        "Put brackets around the filters that hold OR.",
      );
    return joined.expression.keeps;
  }
  // Once more one by one, so that each problem stands at its filter.
  const before = diagnostics.all.length;
  for (const [i, sql] of wheres.entries()) {
    const single = compileWheres([sql], schema, "plain");
    if (!single.ok) diagnostics.addAt([...path, "wheres", i], single.diagnostics);
  }
  if (diagnostics.all.length === before)
    for (const { code, message, hint = "Write each filter so that it stands on its own." } of joined.diagnostics)
      diagnostics.addAt([...path, "wheres"], [{ code, severity: "error", message, hint, path: [] }]);
  return () => false;
}

/** Whether filters mean the same with and without brackets around each (SPEC E3). */
function bindsAlike(wheres: readonly string[]): boolean {
  const [bracketed, plain] = (["bracketed", "plain"] as const).map((form) => conditionsOf(joinWheres(wheres, form)));
  return bracketed !== undefined && bracketed === plain;
}

/** What must hold together, as text without places; nothing where it does not parse. */
function conditionsOf(sql: string): string | undefined {
  if (sql === "") return "";
  const flat = (node: SyntaxNode): readonly SyntaxNode[] =>
    node.kind === "call" && node.name === "and" ? node.args.flatMap(flat) : [node];
  try {
    return JSON.stringify(flat(parseExpression(sql)), (name, value) => {
      if (/[sS]pans?$/.test(name)) return undefined;
      return typeof value === "bigint" ? `${value}n` : value;
    });
  } catch (error) {
    if (error instanceof ExpressionFailure) return undefined;
    throw error;
  }
}
