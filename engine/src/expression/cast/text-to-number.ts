import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { trimControls } from "../values/datetime-text.ts";

const INTEGER = /^([+-]?)(\d*)(\.\d*)?$/;

/** Reads a whole number, dropping a fraction; null beyond the width or for any other text. */
export function integerFromText(text: string, bits: number): Long | null {
  const trimmed = trimControls(text);
  const match = INTEGER.exec(trimmed);
  if (match === null || /^[+-]?$/.test(trimmed)) return null;
  const digits = BigInt(match[2] || "0");
  const value = match[1] === "-" ? -digits : digits;
  return BigInt.asIntN(bits, value) === value ? longFromBigInt(value) : null;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[dDfF]?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  "+nan": Number.NaN,
  "-nan": Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "+infinity": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

function hexadecimal(text: string): number | null {
  const match = HEXADECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}

/** Reads a double as Java does, with Spark's words for infinity and NaN; null for any other text. */
export function doubleFromText(text: string): number | null {
  const trimmed = trimControls(text);
  if (DECIMAL.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ""));
  return SPECIAL[trimmed.toLowerCase()] ?? hexadecimal(trimmed);
}

const TRUE = new Set(["t", "true", "y", "yes", "1"]);
const FALSE = new Set(["f", "false", "n", "no", "0"]);

export function booleanFromText(text: string): boolean | null {
  const word = trimControls(text).toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : null;
}
