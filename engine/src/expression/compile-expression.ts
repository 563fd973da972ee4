import type { Row, Value } from "../schema/value.ts";
import { compileNode } from "./analysis/compile-node.ts";
import { Scope, type SparkColumn } from "./analysis/scope.ts";
import type { TypedExpression } from "./analysis/typed-expression.ts";
import type { CompiledExpression, CompileExpression } from "./expression.ts";
import { type ExpressionDiagnostic, ExpressionFailure, fail } from "./failure.ts";
import { parseExpression } from "./syntax/load-sql-parser.ts";
import { dataTypeOf, sparkTypeOf } from "./types/data-type.ts";
import { type SparkType, sparkTypeName } from "./types/spark-type.ts";

/** A compiled expression with Spark's own type, which may be one that the engine's `DataType` lacks. */
export interface CompiledSparkExpression extends CompiledExpression {
  readonly resultType: SparkType;
}

export type CompiledOrNot<T> =
  | { readonly ok: true; readonly expression: T }
  | { readonly ok: false; readonly diagnostics: readonly ExpressionDiagnostic[] };

/** Engines say in different words that the stack is full. */
const isStackOverflow = (error: unknown): boolean =>
  error instanceof Error && /call stack|recursion/i.test(error.message);

function tooDeep(sql: string): ExpressionDiagnostic {
  return {
    code: "expression/parse",
    sparkError: "FAILED_TO_PARSE_TOO_COMPLEX",
    severity: "error",
    message: "This expression is nested too deeply.",
    hint: "Split it into several columns.",
    path: [],
    span: { start: 0, end: sql.length },
  };
}

/** Turns the compiler's failures into diagnostics; any other exception is a bug and passes through. */
export function withDiagnostics<T>(sql: string, compile: () => T): CompiledOrNot<T> {
  try {
    return { ok: true, expression: compile() };
  } catch (error) {
    if (error instanceof ExpressionFailure) return { ok: false, diagnostics: [error.diagnostic] };
    if (isStackOverflow(error)) return { ok: false, diagnostics: [tooDeep(sql)] };
    throw error;
  }
}

/** Refuses what needs more than one row, once the whole expression is known to be sound otherwise. */
function refuseBeyondRow(scope: Scope, expression: TypedExpression): void {
  const { beyondRow } = scope;
  if (beyondRow === null) return;
  if (beyondRow.kind === "aggregate" && scope.freeColumn !== null)
    fail(
      "expression/type",
      "MISSING_GROUP_BY",
      scope.freeColumn,
      "This column stands beside an aggregate function without being aggregated.",
      "Aggregates belong into the aggregations of the GroupBy.",
    );
  const names = {
    aggregate: "an aggregate function",
    window: "a window function",
    generator: "a row generator",
    "sub-query": "a sub-query",
  };
  throw new ExpressionFailure({
    code: "expression/not-row-level",
    sparkError: "",
    sparkType: sparkTypeName(expression.type),
    severity: "error",
    message: `This is ${names[beyondRow.kind]}, which cannot be computed from one row.`,
    hint: "A select may only use values of its own row; aggregations are declared in the GroupBy.",
    path: [],
    span: beyondRow.span,
  });
}

/** Parses and types an expression; throws `ExpressionFailure`. */
export function analyse(sql: string, columns: readonly SparkColumn[]): { scope: Scope; typed: TypedExpression } {
  const node = parseExpression(sql);
  const scope = new Scope(columns, node.span);
  const typed = compileNode(node, scope);
  refuseBeyondRow(scope, typed);
  return { scope, typed };
}

/** Compiles against columns of any Spark type. A row holds its values in the order of the columns. */
export function compileSparkExpression(
  sql: string,
  columns: readonly SparkColumn[],
): CompiledOrNot<CompiledSparkExpression> {
  return withDiagnostics(sql, () => {
    const { scope, typed } = analyse(sql, columns);
    const { evaluate } = typed;
    return {
      sql,
      type: dataTypeOf(typed.type),
      sparkType: sparkTypeName(typed.type),
      resultType: typed.type,
      columns: [...scope.used],
      evaluate: (row: Row): Value => evaluate(row) as Value,
    };
  });
}

/**
 * Compiles a Spark SQL expression against a schema. Anything beyond plain columns and simple literals needs
 * `loadSqlParser()` to have finished, and throws `TilescopeError` otherwise.
 */
export const compileExpression = ((sql, schema) =>
  compileSparkExpression(
    sql,
    schema.map((field) => ({ name: field.name, type: sparkTypeOf(field.type) })),
  )) satisfies CompileExpression;
