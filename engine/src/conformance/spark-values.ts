import {
  type CalendarInterval,
  type Decimal,
  dateFromText,
  dateText,
  decimalFromText,
  decimalText,
  rescaleDecimal,
  type SparkArray,
  type SparkMap,
  type SparkStruct,
  type SparkType,
  type SparkValue,
} from "../expression/index.ts";
import type { Json } from "../schema/json.ts";
import { longFromBigInt } from "../schema/long.ts";
import type { Long } from "../schema/value.ts";
import { javaMapOrder } from "./java-map-order.ts";

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0.0": -0,
};

const pairs = (json: Json): [Json, Json][] =>
  Array.isArray(json)
    ? json.map((pair) => (Array.isArray(pair) ? [pair[0] ?? null, pair[1] ?? null] : [null, null]))
    : [];

/** Reads a value in the encoding of the Spark cases. */
export function sparkValueFromJson(type: SparkType, json: Json): SparkValue {
  if (json === null) return null;
  switch (type.kind) {
    case "bigint":
    case "timestamp":
      return longFromBigInt(BigInt(String(json)));
    case "float":
      return Math.fround(SPECIAL[String(json)] ?? Number(json));
    case "double":
      return SPECIAL[String(json)] ?? Number(json);
    case "decimal": {
      const value = decimalFromText(String(json));
      return value === null ? null : rescaleDecimal(value, type.scale);
    }
    case "binary":
      return Uint8Array.from(atob(String(json)), (character) => character.charCodeAt(0));
    case "date":
      return dateFromText(String(json));
    case "array":
      return Array.isArray(json) ? json.map((item) => sparkValueFromJson(type.element, item)) : null;
    case "map": {
      const entries = pairs(json).map(
        ([key, item]) => [sparkValueFromJson(type.key, key), sparkValueFromJson(type.value, item)] as const,
      );
      return new Map(javaMapOrder(entries));
    }
    case "struct": {
      const byName = new Map(pairs(json).map(([name, item]) => [String(name), item]));
      return Object.fromEntries(
        type.fields.map((field) => [field.key, sparkValueFromJson(field.type, byName.get(field.name) ?? null)]),
      );
    }
    default:
      return typeof json === "object" || typeof json === "bigint" ? null : json;
  }
}

function numberToJson(value: number): Json {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isFinite(value) ? value : String(value);
}

/** Writes a value in the encoding of the Spark cases. */
export function sparkValueToJson(type: SparkType, value: SparkValue): Json {
  if (value === null) return null;
  switch (type.kind) {
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
      return String(value as Long);
    case "float":
    case "double":
      return numberToJson(value as number);
    case "decimal":
      return decimalText(value as Decimal);
    case "binary":
      return btoa(String.fromCharCode(...(value as Uint8Array)));
    case "date":
      return dateText(value as number);
    case "dayTime":
      return { micros: String(value as Long) };
    case "yearMonth":
      return { months: value as number };
    case "calendarInterval": {
      const { months, days, micros } = value as CalendarInterval;
      return { months, days, micros: String(micros) };
    }
    case "array":
      return (value as SparkArray).map((item) => sparkValueToJson(type.element, item));
    case "map":
      return javaMapOrder([...(value as SparkMap)]).map(([key, item]) => [
        sparkValueToJson(type.key, key),
        sparkValueToJson(type.value, item),
      ]);
    case "struct":
      return type.fields.map((field) => [
        field.name,
        sparkValueToJson(field.type, (value as SparkStruct)[field.key] ?? null),
      ]);
    default:
      return value as string | number | boolean;
  }
}
