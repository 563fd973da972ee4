import { type Diagnostic, TilescopeError } from "../errors.ts";
import { compileExpression, isSimpleExpression, loadSqlParser } from "../expression/index.ts";
import type { Derivation } from "../group-by/group-by.ts";
import type { Field, Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { Features } from "./feature-request.ts";

/** Computes the derived columns of one answer. */
export interface Derive {
  /** Definitions that cannot be computed at all. */
  readonly diagnostics: readonly Diagnostic[];
  /** Columns of an answer that has everything. */
  readonly schema: Schema;
  /** Nothing is computed, only called otherwise. */
  readonly isRenameOnly: boolean;
  /** `values` is `null` where the store has nothing: derivations then see nulls, and renames alone keep nothing else. */
  derive(key: Row, values: Row | null, queryMs: number): Features;
}

interface DerivedColumn {
  readonly field: Field;
  /** Over the columns that derivations see. */
  compute(row: Row): Value;
}

/** Result columns that say why derivations failed. As there are others than renames, renames fail too in Chronon. */
const EXCEPTIONS: Schema = [
  { name: "derivation_fetch_exception", type: "string" },
  { name: "derivation_rename_exception", type: "string" },
];
const TIME_FIELDS: Schema = [
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Compiles the derivations of a GroupBy. They see its keys, its features (which win over keys of the same name), `ts`
 * (the time of the request) and `ds` (its day, UTC), the last two of which never reach the result. With `*` the features
 * stay, except those that a derivation renames. `null` without derivations.
 */
export async function compileDerivations(
  derivations: readonly Derivation[] | undefined,
  keySchema: Schema,
  valueSchema: Schema,
): Promise<Derive | null> {
  if (derivations === undefined || derivations.length === 0) return null;
  const expressions = derivations.map((derivation) => derivation.expression ?? "");
  if (expressions.some((sql) => sql !== "*" && !isSimpleExpression(sql))) await loadSqlParser();

  const own = [...valueSchema, ...TIME_FIELDS];
  const ownNames = new Set(own.map((field) => field.name));
  const seen = [...keySchema.filter((field) => !ownNames.has(field.name)), ...own];
  const kept = derivations.some((derivation) => derivation.name === "*")
    ? valueSchema.filter((field) => !expressions.includes(field.name)).map((field) => column(field, field.name, seen))
    : [];
  const derived: DerivedColumn[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [i, { name = "", expression = "" }] of derivations.entries()) {
    if (name === "*" || TIME_FIELDS.some((field) => field.name === name)) continue;
    const source = IDENTIFIER.test(expression) ? seen.find((field) => field.name === expression) : undefined;
    if (source !== undefined) {
      derived.push(column({ name, type: source.type }, source.name, seen));
      continue;
    }
    const compiled = compileColumn(name, expression, seen);
    if ("field" in compiled) derived.push(compiled);
    else
      diagnostics.push(...compiled.diagnostics.map((found) => ({ ...found, path: ["derivations", i, "expression"] })));
  }

  const problem = diagnostics[0]?.message ?? null;
  const isRenameOnly = derivations.every(({ name, expression = "" }) => name === "*" || IDENTIFIER.test(expression));
  const all = [...kept, ...derived];
  return {
    diagnostics,
    schema: all.map(({ field }) => field),
    isRenameOnly,
    derive(key, values, queryMs) {
      if (problem !== null) return failedDerivations(problem);
      const row = seenRow(keySchema, valueSchema, ownNames, key, values, queryMs);
      try {
        return evaluate(isRenameOnly && values === null ? derived : all, row);
      } catch (error) {
        if (!(error instanceof TilescopeError)) throw error;
        return failedDerivations(error.message);
      }
    },
  };
}

function compileColumn(
  name: string,
  sql: string,
  seen: Schema,
): DerivedColumn | { readonly diagnostics: readonly Diagnostic[] } {
  const compiled = compileExpression(sql, seen);
  if (!compiled.ok) return { diagnostics: compiled.diagnostics };
  const { type, sparkType, evaluate: compute } = compiled.expression;
  if (type !== null) return { field: { name, type }, compute };
  const message = `Derivation ${name} gives ${sparkType}, which a feature cannot be`;
  return {
    diagnostics: [
      {
        code: "serving/derivation-type",
        severity: "error",
        message,
        hint: "Cast it, for example to DOUBLE.",
        path: [],
      },
    ],
  };
}

function column(field: Field, source: string, seen: Schema): DerivedColumn {
  const index = seen.findIndex((candidate) => candidate.name === source);
  return { field, compute: (row) => row[index] ?? null };
}

function seenRow(
  keySchema: Schema,
  valueSchema: Schema,
  ownNames: ReadonlySet<string>,
  key: Row,
  values: Row | null,
  queryMs: number,
): Row {
  const keys = key.filter((_value, i) => !ownNames.has(keySchema[i]?.name ?? ""));
  return [...keys, ...(values ?? valueSchema.map(() => null)), queryMs, new Date(queryMs).toISOString().slice(0, 10)];
}

function evaluate(columns: readonly DerivedColumn[], row: Row): Features {
  return { schema: columns.map((derived) => derived.field), row: columns.map((derived) => derived.compute(row)) };
}

/** What stands for derivations that cannot be computed. */
export function failedDerivations(message: string): Features {
  return { schema: EXCEPTIONS, row: EXCEPTIONS.map(() => message) };
}
