import { longFromBigInt } from "../../schema/long.ts";
import { doubleFromText } from "../cast/text-to-number.ts";
import { isIntegral, type SparkType } from "../types/spark-type.ts";
import { MICROS_PER_SECOND } from "./calendar.ts";
import { bytesFromBase64 } from "./charset.ts";
import { dateFromText, timestampFromText } from "./datetime-text.ts";
import { decimalFromText, fitDecimal } from "./decimal.ts";
import { type JsonNode, jsonText } from "./json-text.ts";
import { legacyParser } from "./parse-legacy.ts";
import type { SparkValue } from "./spark-value.ts";
import { splitTimestamp } from "./time-of-day.ts";

/** Says that a JSON value does not fit its type. */
export const MISFIT = Symbol("misfit");

/** Patterns of Java's SimpleDateFormat for times in JSON text. */
export interface JsonFormats {
  readonly timestampFormat?: string;
  readonly dateFormat?: string;
}

type Decode = (node: JsonNode) => SparkValue | typeof MISFIT;

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

const NON_FINITE = new Set(["NaN", "Infinity", "-Infinity", "+INF", "INF", "-INF", "+Infinity"]);

function integerDecoder(bits: number): Decode {
  return (node) => {
    if (node.kind !== "number" || !node.isInteger) return MISFIT;
    const value = BigInt(node.text);
    return BigInt.asIntN(bits, value) === value ? longFromBigInt(value) : MISFIT;
  };
}

function decodeDouble(node: JsonNode): number | typeof MISFIT {
  if (node.kind === "number") return Number(node.text);
  if (node.kind !== "string" || !NON_FINITE.has(node.value)) return MISFIT;
  return doubleFromText(node.value) ?? MISFIT;
}

function decodeTimestamp(node: JsonNode, pattern: string | undefined): SparkValue | typeof MISFIT {
  if (node.kind === "string")
    return (
      (pattern === undefined ? null : legacyParser(pattern)(node.value)) ?? timestampFromText(node.value) ?? MISFIT
    );
  if (node.kind !== "number" || !node.isInteger) return MISFIT;
  return longFromBigInt(BigInt(node.text) * BigInt(MICROS_PER_SECOND));
}

function decodeDate(text: string, pattern: string | undefined): number | typeof MISFIT {
  const time = pattern === undefined ? null : legacyParser(pattern)(text);
  return time === null ? (dateFromText(text) ?? MISFIT) : splitTimestamp(time).days;
}

function nested(type: SparkType, formats: JsonFormats): Decode | null {
  if (type.kind === "array") {
    const element = orNull(jsonDecoder(type.element, formats));
    return (node) => (node.kind === "array" ? allOrMisfit(node.items.map(element)) : MISFIT);
  }
  if (type.kind === "map") {
    const item = orNull(jsonDecoder(type.value, formats));
    return (node) => {
      if (node.kind !== "object" || type.key.kind !== "string") return MISFIT;
      const values = allOrMisfit(node.fields.map(([, value]) => item(value)));
      return values === MISFIT ? MISFIT : new Map(node.fields.map(([name], i) => [name, values[i] ?? null]));
    };
  }
  if (type.kind !== "struct") return null;
  const decoders = new Map(
    type.fields.map((field) => [field.name, { key: field.key, decode: orNull(jsonDecoder(field.type, formats)) }]),
  );
  return (node) => {
    if (node.kind !== "object") return MISFIT;
    const struct: Record<string, SparkValue> = Object.fromEntries(type.fields.map((field) => [field.key, null]));
    for (const [name, value] of node.fields) {
      const field = decoders.get(name);
      if (field === undefined) continue;
      const decoded = field.decode(value);
      struct[field.key] = decoded === MISFIT ? null : decoded;
    }
    return struct;
  };
}

function allOrMisfit(values: readonly (SparkValue | typeof MISFIT)[]): SparkValue[] | typeof MISFIT {
  const present: SparkValue[] = [];
  for (const value of values) {
    if (value === MISFIT) return MISFIT;
    present.push(value);
  }
  return present;
}

const orNull =
  (decode: Decode): Decode =>
  (node) =>
    node.kind === "null" ? null : decode(node);

/** Turns JSON into values of a type as FROM_JSON does; a field that does not fit is NULL, the rest stays. */
export function jsonDecoder(type: SparkType, formats: JsonFormats = {}): Decode {
  const bits = BITS[type.kind];
  if (isIntegral(type) && bits !== undefined) return integerDecoder(bits);
  switch (type.kind) {
    case "string":
      return (node) => (node.kind === "string" ? node.value : jsonText(node));
    case "boolean":
      return (node) => (node.kind === "boolean" ? node.value : MISFIT);
    case "double":
      return decodeDouble;
    case "float":
      return (node) => {
        const value = decodeDouble(node);
        return value === MISFIT ? MISFIT : Math.fround(value);
      };
    case "decimal":
      return (node) => {
        const text = node.kind === "number" ? node.text : node.kind === "string" ? node.value.trim() : "";
        const value = decimalFromText(text);
        return value === null ? MISFIT : fitDecimal(value, type);
      };
    case "date":
      return (node) => (node.kind === "string" ? decodeDate(node.value, formats.dateFormat) : MISFIT);
    case "timestamp":
    case "timestamp_ntz":
      return (node) => decodeTimestamp(node, formats.timestampFormat);
    case "binary":
      return (node) => (node.kind === "string" ? bytesFromBase64(node.value) : MISFIT);
    default:
      return nested(type, formats) ?? (() => null);
  }
}
