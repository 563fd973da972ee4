import { TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import { type DataType, describeType, type Field, type Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { FeatureRequest } from "./feature-request.ts";

/** The key row of a request, or the key column that is null. */
export type RequestKey =
  | {
      readonly row: Row;
      /** A string column that the request gives as something else; only Chronon's reading looks for one. */
      readonly misfit?: string;
    }
  | { readonly nullColumn: string };

/**
 * How the keys of a request are read. `"checked"`: a key column that is missing is an error. `"chronon"`: it counts as null,
 * or as 0 where it is a number; any null of the request, of whatever name, makes it one without an answer; and derivations
 * that are not just renames fail on a string that was given as something else.
 */
export type KeyReading = "checked" | "chronon";

/**
 * Reads the keys of a request by the key schema. A value of another type is cast where Chronon casts: numbers and
 * numbers in strings to long and double, anything to string. Throws `serving/missing-key` and `serving/bad-key`, naming
 * the column.
 */
export function requestKey(
  keySchema: Schema,
  { name, keys }: FeatureRequest,
  reading: KeyReading = "checked",
): RequestKey {
  const given = (column: string): Json | undefined => (Object.hasOwn(keys, column) ? keys[column] : undefined);
  const nullColumn = Object.keys(keys).find((column) => keys[column] === null);
  if (reading === "chronon" && nullColumn !== undefined) return { nullColumn };
  const row: Value[] = [];
  for (const field of keySchema) {
    const json = given(field.name);
    if (json === undefined && reading === "checked")
      throw new TilescopeError("serving/missing-key", `${name} needs the key ${field.name}, which the request lacks`);
    if (json === null) return { nullColumn: field.name };
    row.push(json === undefined ? absentKey(field.type) : castKey(name, field, json));
  }
  if (reading === "checked") return { row };
  const misfit = keySchema.find(({ name: column, type }) => {
    const json = given(column);
    return type === "string" && json !== undefined && typeof json !== "string";
  });
  return misfit === undefined ? { row } : { row, misfit: misfit.name };
}

const NUMBERS: ReadonlySet<DataType> = new Set<DataType>(["int", "long", "float", "double"]);
const absentKey = (type: DataType): Value => (NUMBERS.has(type) ? 0 : null);

/** One key value, cast where Chronon casts. Throws `serving/bad-key`. */
export function castKey(name: string, { name: column, type }: Field, json: Json): Value {
  if (json === null) return null;
  for (const candidate of [json, castTo(type, json)]) {
    if (candidate === null) continue;
    try {
      return valueFromJson(type, candidate);
    } catch (error) {
      if (!(error instanceof TilescopeError)) throw error;
    }
  }
  throw new TilescopeError(
    "serving/bad-key",
    `Key ${column} of ${name} is ${describeType(type)}; ${JSON.stringify(String(json)).slice(0, 60)} is not`,
  );
}

/** The cast value, or `null` where there is no cast. */
function castTo(type: DataType, json: Json): Json {
  switch (type) {
    case "long":
      return typeof json === "number" && Number.isFinite(json) ? Math.trunc(json) : null;
    case "double":
      return typeof json === "string" && json.trim() !== "" && Number.isFinite(Number(json)) ? Number(json) : null;
    case "string":
      return typeof json === "object" ? null : String(json);
    default:
      return null;
  }
}
