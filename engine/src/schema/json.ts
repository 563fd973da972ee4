import { TilescopeError } from "../errors.ts";
import { longFromBigInt } from "./long.ts";
import { type DataType, describeType, isList, isMap } from "./schema.ts";
import type { StructValue, Value } from "./value.ts";

/** What `JSON.parse` can return. */
export type Json = null | boolean | number | bigint | string | Json[] | { [name: string]: Json };

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function hexFromBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Bytes of a hex string; throws on an odd length or a character that is not a hex digit. */
export function bytesFromHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex))
    throw new TilescopeError("schema/bad-hex", `Not a hex string: "${hex.slice(0, 40)}"`);
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** What every integer beyond 2^53 looks like. To look for it costs a fraction of asking for the source of each value. */
const LONG_INTEGER = /(?:^|[^\d.])(?:9\d{15}|\d{17})/;

/** Longer ones are infinite for a double, and to read millions of digits takes seconds. */
const WHOLE = /^-?\d{1,310}$/;

/** Parses JSON and keeps integers beyond 2^53 exact, as bigint. */
export function parseJson(text: string): Json {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, ((_key: string, value: Json, context?: { source?: string }): Json => {
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      const source = context?.source;
      if (source !== undefined && WHOLE.test(source)) return BigInt(source);
    }
    return value;
  }) as (key: string, value: unknown) => unknown) as Json;
}

/** Writes JSON with `-0.0` for negative zero and bigint as a decimal string. */
export function stringifyJson(json: unknown, indent?: number): string {
  const mark = "\u0001negative-zero\u0001";
  const text = JSON.stringify(
    json,
    (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : Object.is(value, -0) ? mark : value),
    indent,
  );
  return text.replaceAll(JSON.stringify(mark), "-0.0");
}

const SPECIAL_DOUBLES = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

function mismatch(type: DataType, json: Json): never {
  const shown = typeof json === "string" ? `"${json.slice(0, 40)}"` : String(stringifyJson(json)).slice(0, 60);
  throw new TilescopeError("schema/type-mismatch", `Expected ${describeType(type)} but got ${shown}`);
}

const INTEGER_BITS = { byte: 8, short: 16, int: 32, date: 32 } as const;

/**
 * Reads a value of `type` from its JSON form (the one of the reference cases: longs beyond 2^53 as decimal
 * strings, binary as hex, non-finite doubles as words). Throws `schema/type-mismatch` naming what was expected.
 */
export function valueFromJson(type: DataType, json: Json): Value {
  if (json === null || json === undefined) return null;
  switch (type) {
    case "boolean":
      return typeof json === "boolean" ? json : mismatch(type, json);
    case "string":
      return typeof json === "string" ? json : mismatch(type, json);
    case "binary":
      return typeof json === "string" ? bytesFromHex(json) : mismatch(type, json);
    case "byte":
    case "short":
    case "int":
    case "date": {
      if (typeof json !== "number" || !Number.isInteger(json)) return mismatch(type, json);
      const limit = 2 ** (INTEGER_BITS[type] - 1);
      return json >= -limit && json < limit ? json + 0 : mismatch(type, json);
    }
    case "long":
    case "timestamp": {
      if (typeof json === "number") return Number.isSafeInteger(json) ? json + 0 : mismatch(type, json);
      const exact =
        typeof json === "bigint" ? json : typeof json === "string" && /^-?\d+$/.test(json) ? BigInt(json) : null;
      if (exact === null || BigInt.asIntN(64, exact) !== exact) return mismatch(type, json);
      return longFromBigInt(exact);
    }
    case "float":
    case "double": {
      const number =
        typeof json === "number" || typeof json === "bigint"
          ? Number(json)
          : typeof json === "string"
            ? SPECIAL_DOUBLES.get(json)
            : undefined;
      if (number === undefined) return mismatch(type, json);
      return type === "float" ? Math.fround(number) : number;
    }
  }
  if (isList(type)) {
    if (!Array.isArray(json)) return mismatch(type, json);
    return json.map((item) => valueFromJson(type.list, item));
  }
  if (typeof json !== "object" || Array.isArray(json)) return mismatch(type, json);
  if (isMap(type)) return new Map(Object.entries(json).map(([key, item]) => [key, valueFromJson(type.map, item)]));
  return Object.fromEntries(
    type.fields.map(({ name, type }) => [
      name,
      Object.hasOwn(json, name) ? valueFromJson(type, json[name] ?? null) : null,
    ]),
  );
}

/** The JSON form of a value, the inverse of `valueFromJson`. */
export function valueToJson(type: DataType, value: Value): Json {
  if (value === null || value === undefined) return null;
  if (type === "binary") return hexFromBytes(value as Uint8Array);
  if (type === "float" || type === "double") {
    const number = value as number;
    return Number.isFinite(number) ? number : String(number);
  }
  if (type === "long" || type === "timestamp") return typeof value === "bigint" ? value.toString() : (value as number);
  if (typeof type === "string") return value as Json;
  if (isList(type)) return (value as readonly Value[]).map((item) => valueToJson(type.list, item));
  if (isMap(type))
    return Object.fromEntries(
      [...(value as ReadonlyMap<string, Value>)].map(([key, item]) => [key, valueToJson(type.map, item)]),
    );
  const struct = value as StructValue;
  return Object.fromEntries(
    type.fields.map((field) => [field.name, valueToJson(field.type, struct[field.name] ?? null)]),
  );
}
