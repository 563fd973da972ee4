import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { type DecimalType, isDecimal, isIntegral, type SparkType } from "../types/spark-type.ts";
import { MICROS_PER_DAY, MICROS_PER_SECOND } from "../values/calendar.ts";
import {
  decimalFromInteger,
  decimalFromNumber,
  decimalFromText,
  decimalToInteger,
  decimalToNumber,
  fitDecimal,
} from "../values/decimal.ts";
import type { Decimal, SparkValue } from "../values/spark-value.ts";
import { floorDivideLong } from "../values/time-of-day.ts";
import { booleanFromText, doubleFromText, integerFromText } from "./text-to-number.ts";

type Cast = (value: SparkValue) => SparkValue;

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

/** Cuts an integer to a type's width, as Java's narrowing does. */
export function wrapInteger(value: Long, type: SparkType): Long {
  switch (type.kind) {
    case "tinyint":
      return (Number(BigInt.asIntN(8, BigInt(value))) << 24) >> 24;
    case "smallint":
      return Number(BigInt.asIntN(16, BigInt(value)));
    case "int":
      return typeof value === "number" && value === (value | 0) ? value : Number(BigInt.asIntN(32, BigInt(value)));
    default:
      return typeof value === "number" ? value : longFromBigInt(value);
  }
}

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);

/** Java's conversion of a double to a 64-bit integer: towards zero, saturating, NaN to 0. */
export function longFromDouble(value: number): Long {
  if (Number.isNaN(value)) return 0;
  if (value >= 2 ** 63) return LONG_MAX;
  if (value <= -(2 ** 63)) return LONG_MIN;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}

/** Java's conversion of a double to 32 bits: towards zero, saturating, NaN to 0. */
function intFromDouble(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.trunc(Math.min(2147483647, Math.max(-2147483648, value))) + 0;
}

function doubleToInteger(to: SparkType): (value: number) => Long {
  if (to.kind === "bigint") return longFromDouble;
  if (to.kind === "int") return intFromDouble;
  return (value) => wrapInteger(intFromDouble(value), to);
}

/** The double or float nearest to a value of a numeric type. */
function toFloating(from: SparkType, isFloat: boolean): Cast {
  const round = (value: number): number => (isFloat ? Math.fround(value) : value);
  if (isDecimal(from)) return (value) => round(decimalToNumber(value as Decimal));
  return (value) => round(Number(value));
}

function toDecimal(from: SparkType, to: DecimalType): Cast | null {
  const fit = (value: Decimal | null): Decimal | null => (value === null ? null : fitDecimal(value, to));
  if (isIntegral(from)) return (value) => fit(decimalFromInteger(value as Long));
  switch (from.kind) {
    case "decimal":
      return (value) => fit(value as Decimal);
    case "float":
    case "double":
      return (value) => fit(decimalFromNumber(value as number));
    case "string":
      return (value) => fit(decimalFromText((value as string).trim()));
    case "boolean":
      return (value) => fit(decimalFromInteger(value === true ? 1 : 0));
    case "timestamp":
      return (value) => fit(decimalFromNumber(Number(value) / MICROS_PER_SECOND));
    case "date":
      return () => null;
    default:
      return null;
  }
}

function toIntegral(from: SparkType, to: SparkType): Cast | null {
  if (isIntegral(from)) return (value) => wrapInteger(value as Long, to);
  switch (from.kind) {
    case "float":
    case "double": {
      const convert = doubleToInteger(to);
      return (value) => convert(value as number);
    }
    case "decimal":
      return (value) => wrapInteger(longFromBigInt(decimalToInteger(value as Decimal)), to);
    case "string":
      return (value) => integerFromText(value as string, BITS[to.kind] ?? 64);
    case "boolean":
      return (value) => (value === true ? 1 : 0);
    case "timestamp":
      return (value) => wrapInteger(floorDivideLong(value as Long, MICROS_PER_SECOND), to);
    case "date":
      return () => null;
    case "dayTime": {
      const units = { day: MICROS_PER_DAY, hour: 3_600_000_000, minute: 60_000_000, second: MICROS_PER_SECOND };
      const unit = BigInt(units[from.to]);
      return (value) => wrapInteger(longFromBigInt(BigInt(value as Long) / unit), to);
    }
    case "yearMonth":
      return (value) => wrapInteger(from.to === "year" ? Math.trunc(Number(value) / 12) : Number(value), to);
    default:
      return null;
  }
}

/** CAST to a number of any type. */
export function toNumeric(from: SparkType, to: SparkType): Cast | null {
  if (isDecimal(to)) return toDecimal(from, to);
  if (to.kind !== "float" && to.kind !== "double") return toIntegral(from, to);
  const isFloat = to.kind === "float";
  if (isIntegral(from) || from.kind === "float" || from.kind === "double" || from.kind === "decimal")
    return toFloating(from, isFloat);
  const round = (value: number | null): number | null => (value === null || !isFloat ? value : Math.fround(value));
  switch (from.kind) {
    case "string":
      return (value) => round(doubleFromText(value as string));
    case "boolean":
      return (value) => (value === true ? 1 : 0);
    case "timestamp":
      return (value) => round(Number(value) / MICROS_PER_SECOND);
    case "date":
      return () => null;
    default:
      return null;
  }
}

/** CAST to boolean. */
export function toBoolean(from: SparkType): Cast | null {
  if (isIntegral(from) || from.kind === "timestamp" || from.kind === "float" || from.kind === "double")
    return (value) => value !== 0;
  if (isDecimal(from)) return (value) => (value as Decimal).unscaled !== 0n;
  if (from.kind === "string") return (value) => booleanFromText(value as string);
  return from.kind === "date" ? () => null : null;
}
