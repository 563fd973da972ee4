import type { Json } from "./json.ts";
import { type DataType, describeType, type Schema, sameType } from "./schema.ts";

/** Something about a column that its inferred type does not say. */
export interface SchemaProblem {
  /** Name of the column, or `row 3` for a row that is no object. */
  readonly column: string;
  readonly reason: string;
}

/** What was seen in one place: how often each kind of value, and what lists and objects held. */
interface Seen {
  boolean: number;
  long: number;
  double: number;
  string: number;
  list: number;
  object: number;
  item: Seen | null;
  readonly fields: Map<string, Seen>;
}

const nothing = (): Seen => ({
  boolean: 0,
  long: 0,
  double: 0,
  string: 0,
  list: 0,
  object: 0,
  item: null,
  fields: new Map(),
});

function record(seen: Seen, json: Json): void {
  if (json === null) return;
  if (typeof json === "number") {
    if (Number.isSafeInteger(json)) seen.long++;
    else seen.double++;
  } else if (typeof json === "bigint") {
    if (BigInt.asIntN(64, json) === json) seen.long++;
    else seen.double++;
  } else if (typeof json === "string") seen.string++;
  else if (typeof json === "boolean") seen.boolean++;
  else if (Array.isArray(json)) {
    seen.list++;
    seen.item ??= nothing();
    for (const item of json) record(seen.item, item);
  } else {
    seen.object++;
    recordFields(seen.fields, json);
  }
}

function recordFields(fields: Map<string, Seen>, json: { [name: string]: Json }): void {
  for (const [name, value] of Object.entries(json)) {
    const seen = fields.get(name) ?? nothing();
    fields.set(name, seen);
    record(seen, value);
  }
}

/** The type that most of the values have; ties go to the kind listed first. */
function resolve(seen: Seen, name: string, report: (reason: string) => void): DataType {
  const kinds = [
    ["number", seen.long + seen.double],
    ["string", seen.string],
    ["boolean", seen.boolean],
    ["list", seen.list],
    ["object", seen.object],
  ] as const;
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const [kind, count] = kinds.reduce((best, candidate) => (candidate[1] > best[1] ? candidate : best));
  const type = total === 0 ? "string" : resolveKind(kind, seen, name, report);
  if (total === 0) report("It never has a value; taken as string.");
  else if (count < total) report(`${total - count} of ${total} values are not ${describeType(type)}.`);
  return type;
}

function resolveKind(
  kind: "number" | "string" | "boolean" | "list" | "object",
  seen: Seen,
  name: string,
  report: (reason: string) => void,
): DataType {
  if (kind === "number") return seen.double > 0 ? "double" : "long";
  if (kind === "list") return { list: resolve(seen.item ?? nothing(), `${name}Element`, report) };
  if (kind !== "object") return kind;
  const quiet: string[] = [];
  const types = [...seen.fields].map(([field, value]) => ({
    name: field,
    type: resolve(value, field, (reason) => quiet.push(reason)),
  }));
  const values = types.map(({ type }) =>
    type === "long" && types.some((other) => other.type === "double") ? "double" : type,
  );
  const [first = "string"] = values;
  if (values.every((type) => sameType(type, first))) return { map: first };
  for (const reason of quiet) report(reason);
  return { struct: `${name.charAt(0).toUpperCase()}${name.slice(1)}Struct`, fields: types };
}

/**
 * Guesses a schema from JSON rows: long, double, string, boolean, list, map (an object whose values have one type) or
 * struct (any other object). Columns come in order of first appearance. Where the values of a column differ in kind, the
 * most frequent kind wins and a problem says how many do not fit.
 */
export function inferSchema(rows: readonly Json[]): { schema: Schema; problems: SchemaProblem[] } {
  const columns = new Map<string, Seen>();
  const problems: SchemaProblem[] = [];
  for (const [i, row] of rows.entries()) {
    if (typeof row === "object" && row !== null && !Array.isArray(row)) recordFields(columns, row);
    else problems.push({ column: `row ${i}`, reason: "It is not a JSON object." });
  }
  const schema = [...columns].map(([name, seen]) => ({
    name,
    type: resolve(seen, name, (reason) => problems.push({ column: name, reason })),
  }));
  return { schema, problems };
}
