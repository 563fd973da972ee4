import { TilescopeError } from "../../errors.ts";
import { compileExpression } from "../../expression/index.ts";
import type { Derivation } from "../../group-by/group-by.ts";
import type { Field } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import type { Frame } from "../source/table.ts";

/** One output column over the rows of a frame. */
export interface Projection {
  readonly name: string;
  readonly sql: string;
}

/**
 * The columns that derivations make of `columns`, in their order; `*` stands for all that no derivation renames. Of
 * `kept` those that are there come first, unless a derivation has their name.
 */
export function projections(
  derivations: readonly Derivation[],
  columns: readonly string[],
  kept: readonly string[] = [],
): Projection[] {
  const expressions = new Set(derivations.map(({ expression }) => expression));
  const derived = derivations.flatMap(({ name = "", expression = "" }): Projection[] =>
    name === "*" ? columns.filter((column) => !expressions.has(column)).map(columnAsIs) : [{ name, sql: expression }],
  );
  const names = new Set(derived.map(({ name }) => name));
  return [...kept.filter((name) => columns.includes(name) && !names.has(name)).map(columnAsIs), ...derived];
}

export const columnAsIs = (name: string): Projection => ({ name, sql: `\`${name}\`` });

/** Evaluates expressions over the rows of a frame. Throws `offline/bad-query` for one that does not compile. */
export function project(frame: Frame, columns: readonly Projection[]): Frame {
  const compiled = columns.map(({ name, sql }): { field: Field; evaluate: (row: Row) => Value } => {
    const index = frame.schema.findIndex((field) => sql === field.name || sql === `\`${field.name}\``);
    const field = frame.schema[index];
    if (field !== undefined) return { field: { name, type: field.type }, evaluate: (row) => row[index] ?? null };
    const result = compileExpression(sql, frame.schema);
    if (!result.ok)
      throw new TilescopeError("offline/bad-query", `"${sql}" does not compile: ${result.diagnostics[0]?.message}`);
    const { type, sparkType, evaluate } = result.expression;
    if (type === null)
      throw new TilescopeError("offline/unsupported-type", `${name} is ${sparkType}, which cannot be stored`);
    return { field: { name, type }, evaluate };
  });
  return {
    schema: compiled.map(({ field }) => field),
    rows: frame.rows.map((row) => compiled.map(({ evaluate }) => evaluate(row))),
  };
}

/** A frame with derivations instead of its columns; see `projections`. */
export function deriveFrame(frame: Frame, derivations: readonly Derivation[], kept: readonly string[]): Frame {
  const columns = frame.schema.map(({ name }) => name);
  return project(frame, projections(derivations, columns, kept));
}
