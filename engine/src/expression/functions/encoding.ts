import type { Long } from "../../schema/value.ts";
import { coerceArgument } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError } from "../failure.ts";
import { BIGINT, BINARY, INT, STRING } from "../types/spark-type.ts";
import { oneOf } from "../types/type-rule.ts";
import { base64FromBytes, bytesFromBase64, bytesFromCharset, textFromCharset } from "../values/charset.ts";
import { buildDecodeByValue } from "./decode-by-value.ts";
import { define, type FunctionDefinition, MANY, simple } from "./definition.ts";

const HEX = "0123456789ABCDEF";

const hexOfBytes = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += (HEX[byte >> 4] ?? "") + (HEX[byte & 15] ?? "");
  return text;
};

function unhex(text: string): Uint8Array | null {
  if (/[^0-9a-fA-F]/.test(text)) return null;
  const digits = text.length % 2 === 0 ? text : `0${text}`;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Base64 in lines of 76 characters, as mail has it and as Spark writes it since 3.3. */
const mailBase64 = (bytes: Uint8Array): string => base64FromBytes(bytes).replace(/.{76}(?=.)/g, "$&\r\n");

/** CONV: digits of a number in another base; a negative target base means a signed result. */
function convert(text: string, from: number, to: number): string | null {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const isNegative = trimmed.startsWith("-");
  const max = 2n ** 64n - 1n;
  let value = 0n;
  for (const character of trimmed.slice(isNegative ? 1 : 0)) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value > max) {
      value = max;
      break;
    }
  }
  if (isNegative && to > 0) value = value > 2n ** 63n ? max : BigInt.asUintN(64, -value);
  if (to > 0) return value.toString(to).toUpperCase();
  const signed = BigInt.asIntN(64, isNegative ? -value : value);
  return signed.toString(-to).toUpperCase();
}

function luhn(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  let sum = 0;
  for (const [i, digit] of [...digits].reverse().entries()) {
    const doubled = i % 2 === 1 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new EvaluationError("CANNOT_DECODE_URL", `"${text}" is not an encoded URL.`);
  }
}

const urlEncode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function mask(
  text: string,
  upper: string | null = "X",
  lower: string | null = "x",
  digit: string | null = "n",
  other: string | null = null,
): string {
  return [...text]
    .map((character) => {
      if (/\p{Lu}/u.test(character)) return upper ?? character;
      if (/\p{Ll}/u.test(character)) return lower ?? character;
      return /\p{Nd}/u.test(character) ? (digit ?? character) : (other ?? character);
    })
    .join("");
}

/** Text as bytes and back, and numbers as digits of other bases. */
export const ENCODING_FUNCTIONS: readonly FunctionDefinition[] = [
  simple("base64", { takes: [BINARY], gives: STRING, compute: mailBase64 }),
  simple("unbase64", { takes: [STRING], gives: BINARY, compute: bytesFromBase64 }),
  simple("encode", { takes: [STRING, STRING], gives: BINARY, compute: bytesFromCharset }),
  define("decode", [2, MANY], ({ name, args, span }) => {
    if (args.length > 2) return buildDecodeByValue(args, span);
    const bytes = coerceArgument(name, args[0] as TypedExpression, 0, BINARY);
    const charset = coerceArgument(name, args[1] as TypedExpression, 1, STRING);
    return strict(STRING, [bytes, charset], span, textFromCharset);
  }),
  define("hex", [1, 1], ({ name, args, span }) => {
    const operand = coerceArgument(name, args[0] as TypedExpression, 0, oneOf(BIGINT, BINARY, STRING));
    if (operand.type.kind === "bigint")
      return strict(STRING, [operand], span, (value: Long) =>
        BigInt.asUintN(64, BigInt(value)).toString(16).toUpperCase(),
      );
    if (operand.type.kind === "binary") return strict(STRING, [operand], span, hexOfBytes);
    const encoder = new TextEncoder();
    return strict(STRING, [operand], span, (text: string) => hexOfBytes(encoder.encode(text)));
  }),
  simple("unhex", { takes: [STRING], gives: BINARY, compute: unhex }),
  simple("bin", {
    takes: [BIGINT],
    gives: STRING,
    compute: (value: Long) => BigInt.asUintN(64, BigInt(value)).toString(2),
  }),
  simple("conv", { takes: [STRING, INT, INT], gives: STRING, compute: convert }),
  simple("luhn_check", { takes: [STRING], gives: { kind: "boolean" }, compute: luhn }),
  simple("url_encode", { takes: [STRING], gives: STRING, compute: urlEncode }),
  simple("url_decode", { takes: [STRING], gives: STRING, compute: urlDecode }),
  simple("mask", {
    takes: [STRING, STRING, STRING, STRING, STRING],
    optional: 4,
    gives: STRING,
    seesNulls: true,
    compute: (
      text: string | null,
      upper?: string | null,
      lower?: string | null,
      digit?: string | null,
      other?: string | null,
    ) => (text === null ? null : mask(text, upper, lower, digit, other)),
  }),
  simple("to_binary try_to_binary", {
    takes: [STRING, STRING],
    optional: 1,
    gives: BINARY,
    compute: (text: string, format = "hex") => {
      const name = format.toLowerCase();
      if (name === "hex") return unhex(text);
      return name === "base64" ? bytesFromBase64(text) : bytesFromCharset(text, "utf-8");
    },
  }),
];
