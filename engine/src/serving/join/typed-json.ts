import { TilescopeError } from "../../errors.ts";
import { type Json, stringifyJson, valueFromJson } from "../../schema/json.ts";
import { longFromBigInt } from "../../schema/long.ts";
import type { DataType } from "../../schema/schema.ts";
import type { TypedValue } from "./join-response.ts";

/** A value of a request, of the type that its JSON has: whole numbers are longs, others doubles; what nests stays text. */
export function typedJson(json: Json): TypedValue {
  switch (typeof json) {
    case "string":
      return { type: "string", value: json };
    case "boolean":
      return { type: "boolean", value: json };
    case "bigint":
      return { type: "long", value: longFromBigInt(json) };
    case "number":
      return { type: Number.isSafeInteger(json) ? "long" : "double", value: json };
  }
  return { type: "string", value: json === null ? null : stringifyJson(json) };
}

/** A value as `type` where it is one, and as `typedJson` has it otherwise. */
export function declaredJson(type: DataType, json: Json): TypedValue {
  try {
    return { type, value: valueFromJson(type, json) };
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    return typedJson(json);
  }
}
