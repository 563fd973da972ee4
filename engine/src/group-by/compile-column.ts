import { compileExpression } from "../expression/compile-expression.ts";
import { columnIndex, type DataType, isList, isMap, type Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { DiagnosticList } from "./diagnostic-list.ts";

type Path = readonly (string | number)[];

/** A column of a query, typed and compiled against the schema of its source. */
export interface CompiledColumn {
  readonly sql: string;
  /** `null` where the engine has no such type, as for decimals: see `sparkType`. */
  readonly type: DataType | null;
  readonly sparkType: string;
  /** Position in the source row when the expression is that column as it is; otherwise -1. */
  readonly sourceIndex: number;
  evaluate(row: Row): Value;
}

const IDENTIFIER = /^(?:[a-zA-Z_][a-zA-Z0-9_]*|`[^`]+`)$/;
const LITERALS = new Set(["null", "true", "false"]);

/** A source column as it is. */
export function sourceColumn(schema: Schema, index: number): CompiledColumn | null {
  const field = schema[index];
  if (field === undefined) return null;
  return {
    sql: field.name,
    type: field.type,
    sparkType: "",
    sourceIndex: index,
    evaluate: (row) => row[index] ?? null,
  };
}

/** Index of the column that the expression names and does nothing else with, or -1. */
function plainColumnIndex(sql: string, schema: Schema): number {
  const name = sql.trim();
  if (!IDENTIFIER.test(name) || LITERALS.has(name.toLowerCase())) return -1;
  return columnIndex(schema, name.startsWith("`") ? name.slice(1, -1) : name);
}

/**
 * Compiles one expression of a query; problems are reported at `path`. Anything beyond plain columns and literals needs
 * `loadSqlParser()` first.
 */
export function compileColumn(
  sql: string,
  schema: Schema,
  path: Path,
  diagnostics: DiagnosticList,
): CompiledColumn | null {
  const plain = sourceColumn(schema, plainColumnIndex(sql, schema));
  if (plain !== null) return plain;
  const compiled = compileExpression(sql, schema);
  if (!compiled.ok) {
    diagnostics.addAt(path, compiled.diagnostics);
    return null;
  }
  const { type, sparkType, evaluate } = compiled.expression;
  return { sql, type, sparkType, sourceIndex: -1, evaluate };
}

/** The part of a type that Avro cannot hold, or null. */
function unstorable(type: DataType): "date" | "timestamp" | null {
  if (type === "date" || type === "timestamp") return type;
  if (typeof type === "string") return null;
  if (isList(type)) return unstorable(type.list);
  if (isMap(type)) return unstorable(type.map);
  return type.fields.map((field) => unstorable(field.type)).find((found) => found !== null) ?? null;
}

/** The type of a key or an aggregation input, or null after reporting why it cannot be stored. */
export function storableType(
  column: CompiledColumn,
  what: string,
  path: Path,
  diagnostics: DiagnosticList,
): DataType | null {
  const { sql, sparkType, type } = column;
  if (type === null) {
    const target = sparkType.startsWith("decimal") ? "DOUBLE" : "STRING";
    const message = `${what} has the type ${sparkType}, which cannot be stored.`;
    diagnostics.error("unstorable-type", path, message, `Write CAST(${sql} AS ${target}).`);
    return null;
  }
  const part = unstorable(type);
  if (part === null) return type;
  const message = `${what} holds a ${part}, which cannot be stored.`;
  const hint =
    type !== part
      ? `Cast the ${part} inside to string.`
      : part === "timestamp"
        ? `Write UNIX_MILLIS(${sql}), or CAST(${sql} AS STRING).`
        : `Write CAST(${sql} AS STRING).`;
  diagnostics.error("unstorable-type", path, message, hint);
  return null;
}
