import type { Diagnostic } from "../errors.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";

/** A Spark SQL expression, parsed, typed and compiled against a schema. */
export interface CompiledExpression {
  readonly sql: string;
  /** The engine's type of the result; `null` where Spark's type has none (decimal, interval, void): see `sparkType`. */
  readonly type: DataType | null;
  /** Spark's short form: `bigint`, `array<int>`, `decimal(14,6)`, `void`. */
  readonly sparkType: string;
  /** Names of the columns it reads. */
  readonly columns: readonly string[];
  /** The value for one row of the schema it was compiled against; throws `TilescopeError` where Spark fails at run time. */
  evaluate(row: Row): Value;
}

/** Compiles once per plan. Diagnostics have an empty path and a span inside `sql`. */
export type CompileExpression = (
  sql: string,
  schema: Schema,
) =>
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
