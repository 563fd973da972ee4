import { type Json, stringifyJson } from "./engine.ts";

const NUMERIC = new Set(["byte", "short", "int", "long", "float", "double"]);

/**
 * A feature value as a person reads it: thousands separators in numbers, JSON for the rest, `no value` for null. Of a
 * numeric type, text is a number that JSON cannot hold: a long beyond 2^53, or one that is not finite. Fractions are cut
 * to so many significant digits; whole numbers never are.
 */
export function valueText(value: Json | undefined, type = "", digits = 12): string {
  if (value === null || value === undefined) return "no value";
  if (typeof value === "string" && NUMERIC.has(type))
    return /^-?\d+$/.test(value) ? BigInt(value).toLocaleString("en-US") : value;
  if (typeof value === "bigint") return value.toLocaleString("en-US");
  if (Number.isSafeInteger(value)) return (value as number).toLocaleString("en-US");
  if (typeof value === "number") return value.toLocaleString("en-US", { maximumSignificantDigits: digits });
  return stringifyJson(value);
}
