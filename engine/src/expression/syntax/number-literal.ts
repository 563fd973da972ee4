import { longFromBigInt } from "../../schema/long.ts";
import { fail, type Span } from "../failure.ts";
import { decimalOf, MAX_PRECISION } from "../types/decimal-type.ts";
import type { SparkType } from "../types/spark-type.ts";
import { BIGINT, DOUBLE, FLOAT, INT, SMALLINT, TINYINT } from "../types/spark-type.ts";
import { decimalFromText, digitsOf } from "../values/decimal.ts";
import type { SparkValue } from "../values/spark-value.ts";

interface Literal {
  readonly type: SparkType;
  readonly value: SparkValue;
}

const INTEGER_SUFFIXES: Readonly<Record<string, { readonly type: SparkType; readonly bits: number }>> = {
  L: { type: BIGINT, bits: 64 },
  S: { type: SMALLINT, bits: 16 },
  Y: { type: TINYINT, bits: 8 },
};

function outOfRange(text: string, span: Span): never {
  return fail(
    "expression/parse",
    "INVALID_NUMERIC_LITERAL_RANGE",
    span,
    `The number ${text} is out of range for its type.`,
    "Write a smaller number or another suffix.",
  );
}

function decimalLiteral(text: string, span: Span): Literal {
  const value = decimalFromText(text);
  if (value === null) return outOfRange(text, span);
  const precision = Math.max(digitsOf(value.unscaled), value.scale);
  if (precision > MAX_PRECISION)
    return fail(
      "expression/parse",
      "_LEGACY_ERROR_TEMP_1229",
      span,
      `The number ${text} has ${precision} digits; a decimal has at most ${MAX_PRECISION}.`,
      "Write it with an exponent or a D behind it to make it a double.",
    );
  return { type: decimalOf(precision, value.scale), value };
}

function doubleLiteral(text: string, digits: string, type: SparkType, span: Span): Literal {
  const value = type === FLOAT ? Math.fround(Number(digits)) : Number(digits);
  return Number.isFinite(value) ? { type, value } : outOfRange(text, span);
}

/** A number as Spark types it: `1` int, `1.5` decimal(2,1), `1e2` double, and the suffixes L S Y F D BD. */
export function numberLiteral(text: string, span: Span): Literal {
  const suffix = /(?:BD|[LSYFD])$/i.exec(text)?.[0].toUpperCase() ?? "";
  const digits = text.slice(0, text.length - suffix.length);
  const integer = INTEGER_SUFFIXES[suffix];
  if (integer !== undefined) {
    const value = BigInt(digits);
    return BigInt.asIntN(integer.bits, value) === value
      ? { type: integer.type, value: longFromBigInt(value) }
      : outOfRange(text, span);
  }
  if (suffix === "BD") return decimalLiteral(digits, span);
  if (suffix === "F") return doubleLiteral(text, digits, FLOAT, span);
  if (suffix === "D" || /e/i.test(digits)) return doubleLiteral(text, digits, DOUBLE, span);
  if (digits.includes(".")) return decimalLiteral(digits, span);
  const value = BigInt(digits);
  if (BigInt.asIntN(32, value) === value) return { type: INT, value: Number(value) };
  if (BigInt.asIntN(64, value) === value) return { type: BIGINT, value: longFromBigInt(value) };
  return decimalLiteral(digits, span);
}
