/** Chronon's scalar kinds (`DataKind`), lower-cased as in the reference cases. */
export type ScalarType =
  | "boolean"
  | "byte"
  | "short"
  | "int"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp";

export interface ListType {
  readonly list: DataType;
}

/** Map keys are always strings. */
export interface MapType {
  readonly map: DataType;
}

export interface StructType {
  readonly struct: string;
  readonly fields: readonly Field[];
}

export type DataType = ScalarType | ListType | MapType | StructType;

export interface Field {
  readonly name: string;
  readonly type: DataType;
}

/** An ordered list of columns; a row holds its values in the same order. */
export type Schema = readonly Field[];

export const isList = (type: DataType): type is ListType => typeof type === "object" && "list" in type;
export const isMap = (type: DataType): type is MapType => typeof type === "object" && "map" in type;
export const isStruct = (type: DataType): type is StructType => typeof type === "object" && "struct" in type;

/** Index of a column, or -1. */
export function columnIndex(schema: Schema, name: string): number {
  return schema.findIndex((field) => field.name === name);
}

/** A type as a person reads it: `list<long>`, `map<string, double>`, `{a: int, b: string}`. */
export function describeType(type: DataType): string {
  if (typeof type === "string") return type;
  if (isList(type)) return `list<${describeType(type.list)}>`;
  if (isMap(type)) return `map<string, ${describeType(type.map)}>`;
  return `{${type.fields.map((field) => `${field.name}: ${describeType(field.type)}`).join(", ")}}`;
}

/** Structural equality of two types, struct names included. */
export function sameType(left: DataType, right: DataType): boolean {
  if (typeof left === "string" || typeof right === "string") return left === right;
  if (isList(left)) return isList(right) && sameType(left.list, right.list);
  if (isMap(left)) return isMap(right) && sameType(left.map, right.map);
  if (!isStruct(right) || left.struct !== right.struct || left.fields.length !== right.fields.length) return false;
  return left.fields.every((field, i) => {
    const other = right.fields[i];
    return other !== undefined && field.name === other.name && sameType(field.type, other.type);
  });
}
