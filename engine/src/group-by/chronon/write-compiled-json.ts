import type { GroupBy } from "../group-by.ts";
import { PythonFloat, pythonJson } from "./python-json.ts";
import { type FieldKind, STRUCTS, type StructName } from "./structs.ts";

/**
 * A GroupBy as Chronon's compiler writes it, to the byte: thrift field order, two-space indent, flags and enums as
 * integers, doubles with a fraction, `setups` always there, unset fields left out, no newline at the end.
 */
export const writeCompiledJson = (groupBy: GroupBy): string => writeCompiledStruct("GroupBy", groupBy);

/** The same for any struct. */
export function writeCompiledStruct(name: StructName, value: object): string {
  return pythonJson(structJson(name, value), 2);
}

function structJson(name: StructName, value: object): object {
  const { fields, emptyByDefault = [] } = STRUCTS[name];
  const given = new Map<string, unknown>(Object.entries(value));
  const written = fields.map(([field, kind]) => {
    const fallback = emptyByDefault.includes(field) ? [] : undefined;
    return [field, fieldJson(kind, given.get(field) ?? fallback)] as const;
  });
  return Object.fromEntries(written.filter(([, json]) => json !== undefined));
}

function fieldJson(kind: FieldKind, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (kind === "flag") return value ? 1 : 0;
  if (kind === "double") return new PythonFloat(value as number);
  if (typeof kind === "string") return value;
  if ("enum" in kind) return Object.entries(kind.named ?? {}).find(([, number]) => number === value)?.[0] ?? value;
  if ("struct" in kind) return structJson(kind.struct, value as object);
  if ("list" in kind) return (value as readonly unknown[]).map((item) => fieldJson(kind.list, item));
  const entries = Object.entries(value as object).map(([key, item]) => [key, fieldJson(kind.map, item)] as const);
  return Object.fromEntries(entries);
}
