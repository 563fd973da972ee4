import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { SparkColumn } from "./analysis/scope.ts";
import { analyse, type CompiledOrNot, withDiagnostics } from "./compile-expression.ts";
import { failType } from "./failure.ts";
import { sparkTypeOf } from "./types/data-type.ts";
import { sparkTypeName } from "./types/spark-type.ts";

/**
 * How several filters become one: the batch job puts brackets around each, the online evaluator does not, so a
 * filter with OR in it binds differently there.
 */
export type WheresForm = "bracketed" | "plain";

/** All filters of a query as one condition. */
export interface CompiledWheres {
  /** The joined condition, in which diagnostics have their spans; empty if there is no filter. */
  readonly sql: string;
  readonly columns: readonly string[];
  /** True if the row passes; a NULL condition does not. */
  keeps(row: Row): boolean;
}

/** The text that stands behind WHERE. */
export function joinWheres(wheres: readonly string[], form: WheresForm): string {
  return form === "bracketed" ? wheres.map((where) => `(${where})`).join(" AND ") : wheres.join(" AND ");
}

/** Compiles filters against columns of any Spark type. */
export function compileSparkWheres(
  wheres: readonly string[],
  columns: readonly SparkColumn[],
  form: WheresForm,
): CompiledOrNot<CompiledWheres> {
  const sql = joinWheres(wheres, form);
  if (wheres.length === 0) return { ok: true, expression: { sql, columns: [], keeps: () => true } };
  return withDiagnostics(sql, () => {
    const { scope, typed } = analyse(sql, columns);
    if (typed.type.kind !== "boolean")
      failType(
        "FILTER_NOT_BOOLEAN",
        typed.span,
        `A filter must be boolean, but this is ${sparkTypeName(typed.type)}.`,
        "Compare it with something.",
      );
    const { evaluate } = typed;
    return { sql, columns: [...scope.used], keeps: (row: Row) => evaluate(row) === true };
  });
}

/** Compiles the filters of a query against a schema. Diagnostics have their spans in the joined text. */
export const compileWheres = (
  wheres: readonly string[],
  schema: Schema,
  form: WheresForm,
): CompiledOrNot<CompiledWheres> =>
  compileSparkWheres(
    wheres,
    schema.map((field) => ({ name: field.name, type: sparkTypeOf(field.type) })),
    form,
  );
