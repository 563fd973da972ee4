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
  /** `values` is `null` where the store has nothing: derivations then see nulls. */
  derive(key: Row, values: Row | null, queryMs: number): Features;
}

interface DerivedColumn {
  readonly field: Field;
  /** Over the columns that derivations see. */
  compute(row: Row): Value;
}

/** Result column that says that derivations failed; only renames are then computed. */
export const DERIVATION_EXCEPTION = "derivation_fetch_exception";
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
  const renamed: DerivedColumn[] = [...kept];
  const computed: DerivedColumn[] = [...kept];
  const diagnostics: Diagnostic[] = [];
  for (const [i, { name = "", expression = "" }] of derivations.entries()) {
    if (name === "*" || TIME_FIELDS.some((field) => field.name === name)) continue;
    const source = IDENTIFIER.test(expression) ? seen.find((field) => field.name === expression) : undefined;
    if (source !== undefined) {
      const rename = column({ name, type: source.type }, source.name, seen);
      renamed.push(rename);
      computed.push(rename);
      continue;
    }
    const derived = compileColumn(name, expression, seen);
    if ("field" in derived) computed.push(derived);
    else
      diagnostics.push(...derived.diagnostics.map((found) => ({ ...found, path: ["derivations", i, "expression"] })));
  }

  const problem = diagnostics[0]?.message ?? null;
  return {
    diagnostics,
    derive(key, values, queryMs) {
      const row = seenRow(keySchema, valueSchema, ownNames, key, values, queryMs);
      if (problem !== null) return exceptional(renamed, row, problem);
      try {
        return evaluate(computed, row);
      } catch (error) {
        if (!(error instanceof TilescopeError)) throw error;
        return exceptional(renamed, row, error.message);
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

function exceptional(renamed: readonly DerivedColumn[], row: Row, message: string): Features {
  const { schema, row: values } = evaluate(renamed, row);
  return { schema: [...schema, { name: DERIVATION_EXCEPTION, type: "string" }], row: [...values, message] };
}
