import { didYouMean } from "../closest-names.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { fromForkDialect } from "./fork-dialect.ts";
import { type EnumKind, type FieldKind, STRUCTS, type StructName } from "./structs.ts";

type Path = readonly (string | number)[];

/** Fields by name, in the order of the struct. */
export interface CheckedStruct {
  [field: string]: unknown;
}

const MAX_DEPTH = 100;

/** What `JSON.parse` gave, in words. */
function describeJson(json: unknown): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "a list";
  if (typeof json === "string") return `"${json.length > 40 ? `${json.slice(0, 40)}…` : json}"`;
  return typeof json === "object" ? "an object" : String(json);
}

const isObject = (json: unknown): json is object => typeof json === "object" && json !== null && !Array.isArray(json);

/**
 * Checks that plain JSON has the shape of a thrift struct and returns a cleaned copy: nulls and unknown fields left
 * out. Trusts nothing about `json`. Unknown fields are warnings, everything else is an error.
 */
export function checkStruct(
  name: StructName,
  json: unknown,
  path: Path,
  diagnostics: DiagnosticList,
): CheckedStruct | undefined {
  if (!isObject(json)) return wrongType(`an object (${name})`, json, path, diagnostics);
  if (path.length > MAX_DEPTH) {
    diagnostics.error("too-deep", path, "The definition is nested too deeply.", "Check that no join contains itself.");
    return undefined;
  }
  const { fields, required = [], union } = STRUCTS[name];
  const known = fields.map(([field]) => field);
  const read = name === "GroupBy" ? fromForkDialect(json) : json;
  if (read !== json)
    diagnostics.warn(
      "fork-dialect",
      [...path, "aggregations"],
      "The Zipline fork compiled this GroupBy: its operations 18 to 20 are read as the fork's own.",
      "Write the fork's operations by name to leave no doubt.",
    );
  const given = new Map(Object.entries(read).filter(([, value]) => value !== null && value !== undefined));
  for (const field of given.keys()) {
    if (!known.includes(field))
      diagnostics.warn(
        "unknown-field",
        [...path, field],
        `${name} has no field "${field}"; it is ignored.`,
        didYouMean(field, known),
      );
  }
  const present = fields.filter(([field]) => given.has(field));
  const checked: CheckedStruct = {};
  for (const [field, kind] of present) {
    const value = checkField(kind, given.get(field), [...path, field], diagnostics);
    if (value !== undefined) checked[field] = value;
  }
  for (const field of required) {
    if (!given.has(field)) diagnostics.error("missing-field", path, `${name} has no ${field}.`, `Set ${field}.`);
  }
  if (union && present.length !== 1) {
    const message = `A ${name} is exactly one of ${known.join(", ")}; this one has ${present.length} of them.`;
    diagnostics.error("source-kind", path, message, `Keep one of ${known.join(", ")}.`);
  }
  return checked;
}

function checkField(kind: FieldKind, json: unknown, path: Path, diagnostics: DiagnosticList): unknown {
  if (typeof kind === "object") {
    if ("struct" in kind) return checkStruct(kind.struct, json, path, diagnostics);
    if ("enum" in kind) return checkEnum(kind, json, path, diagnostics);
    if ("list" in kind) {
      if (!Array.isArray(json)) return wrongType("a list", json, path, diagnostics);
      return json
        .map((item: unknown, i) => checkField(kind.list, item, [...path, i], diagnostics))
        .filter((item) => item !== undefined);
    }
    if (!isObject(json)) return wrongType("an object with named entries", json, path, diagnostics);
    const entries = Object.entries(json).map(
      ([key, value]) => [key, checkField(kind.map, value, [...path, key], diagnostics)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  switch (kind) {
    case "json":
      return json;
    case "string":
      return typeof json === "string" ? json : wrongType("a text", json, path, diagnostics);
    case "flag":
      if (typeof json === "boolean" || json === 0 || json === 1) return json;
      return wrongType("true, false, 1 or 0", json, path, diagnostics);
    case "double":
      return Number.isFinite(json) ? json : wrongType("a number", json, path, diagnostics);
    case "i32":
      return Number.isInteger(json) && Math.abs(json as number) < 2 ** 31
        ? json
        : wrongType("a 32-bit integer", json, path, diagnostics);
  }
}

function checkEnum(kind: EnumKind, json: unknown, path: Path, diagnostics: DiagnosticList): number | undefined {
  if (typeof json === "number" && Object.values(kind.members).includes(json)) return json;
  const named = new Map(Object.entries(kind.named ?? {}));
  if (typeof json === "string" && named.has(json)) return named.get(json);
  const members = Object.entries(kind.members).map(([name, number]) =>
    named.has(name) ? `"${name}"` : `${number} ${name}`,
  );
  const meant = Object.entries(kind.members).find(([name]) => typeof json === "string" && name === json.toUpperCase());
  diagnostics.error(
    "unknown-enum-value",
    path,
    `${kind.enum} does not have ${describeJson(json)}.`,
    meant === undefined ? `It has ${members.join(", ")}.` : `Compiled JSON holds the number: ${meant[1]}.`,
  );
  return undefined;
}

function wrongType(expected: string, json: unknown, path: Path, diagnostics: DiagnosticList): undefined {
  const field = path.at(-1);
  const subject = field === undefined ? "The definition" : typeof field === "number" ? `Item ${field}` : `"${field}"`;
  diagnostics.error("wrong-type", path, `${subject} is ${describeJson(json)}, not ${expected}.`, `Write ${expected}.`);
  return undefined;
}
