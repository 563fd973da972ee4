import { TilescopeError } from "../errors.ts";
import type { DataType, ScalarType, Schema } from "../schema/schema.ts";
import type { DeclaredType } from "./join.ts";

/** Chronon's `DataKind`, by number; what comes after these has members. */
const SCALARS: readonly ScalarType[] = [
  "boolean",
  "byte",
  "short",
  "int",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
];
const MAP = 11;
const LIST = 12;
const STRUCT = 13;

/** A declared type as the engine has it. Throws `group-by/bad-type` for one that is incomplete or has other than text keys. */
export function declaredType(declared: DeclaredType | undefined): DataType {
  const { kind, params = [], name = "" } = declared ?? {};
  const [first, second] = params;
  if (kind === LIST && first !== undefined) return { list: declaredType(first.dataType) };
  if (kind === MAP && second !== undefined && declaredType(first?.dataType) === "string")
    return { map: declaredType(second.dataType) };
  if (kind === STRUCT) return { struct: name, fields: declaredFields(declared) };
  const scalar = kind === undefined ? undefined : SCALARS[kind];
  if (scalar !== undefined) return scalar;
  throw new TilescopeError("group-by/bad-type", `${JSON.stringify(declared ?? null)} declares no type`);
}

/** The fields of a declared struct; none where nothing is declared. */
export function declaredFields(declared: DeclaredType | undefined): Schema {
  return (declared?.params ?? []).map(({ name = "", dataType }) => ({ name, type: declaredType(dataType) }));
}
