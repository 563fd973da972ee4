import { TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import { type DataType, describeType, type Field, type Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { FeatureRequest } from "./feature-request.ts";

/** The key row of a request, or the key column that is null. */
export type RequestKey = { readonly row: Row } | { readonly nullColumn: string };

/**
 * Reads the keys of a request by the key schema. A value of another type is cast where Chronon casts: numbers and
 * numbers in strings to long and double, anything to string. Throws `serving/missing-key` and `serving/bad-key`, naming
 * the column.
 */
export function requestKey(keySchema: Schema, { name, keys }: FeatureRequest): RequestKey {
  const row: Value[] = [];
  for (const field of keySchema) {
    const json = Object.hasOwn(keys, field.name) ? keys[field.name] : undefined;
    if (json === undefined)
      throw new TilescopeError("serving/missing-key", `${name} needs the key ${field.name}, which the request lacks`);
    if (json === null) return { nullColumn: field.name };
    row.push(keyValue(name, field, json));
  }
  return { row };
}

function keyValue(name: string, { name: column, type }: Field, json: Json): Value {
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
