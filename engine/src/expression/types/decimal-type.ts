import type { DecimalType, SparkType } from "./spark-type.ts";
import { isDecimal, isIntegral } from "./spark-type.ts";

export const MAX_PRECISION = 38;
const MINIMUM_ADJUSTED_SCALE = 6;

export const decimalOf = (precision: number, scale: number): DecimalType => ({ kind: "decimal", precision, scale });

/** Spark's default for `DECIMAL` in a cast. */
export const DECIMAL_DEFAULT = decimalOf(10, 0);
/** Spark's target when a string has to become some decimal. */
export const DECIMAL_SYSTEM_DEFAULT = decimalOf(38, 18);

/** Precision and scale cut to 38 digits, without looking after the whole part. */
export const boundedDecimal = (precision: number, scale: number): DecimalType =>
  decimalOf(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_PRECISION));

/** Cuts a result type to 38 digits, giving up fraction digits down to six to keep the whole part. */
function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimalOf(precision, scale);
  const wholeDigits = precision - scale;
  const minimumScale = Math.min(scale, MINIMUM_ADJUSTED_SCALE);
  return decimalOf(MAX_PRECISION, Math.max(MAX_PRECISION - wholeDigits, minimumScale));
}

/** The decimal type that holds every value of an integer type. */
export function decimalForIntegral(type: SparkType): DecimalType {
  switch (type.kind) {
    case "tinyint":
      return decimalOf(3, 0);
    case "smallint":
      return decimalOf(5, 0);
    case "int":
      return decimalOf(10, 0);
    case "float":
      return decimalOf(14, 7);
    case "double":
      return decimalOf(30, 15);
    default:
      return decimalOf(20, 0);
  }
}

/** True if every value of `other` fits `type` without loss. */
export function isWiderDecimal(type: DecimalType, other: SparkType): boolean {
  const wanted = isDecimal(other) ? other : isIntegral(other) ? decimalForIntegral(other) : null;
  return (
    wanted !== null && type.precision - type.scale >= wanted.precision - wanted.scale && type.scale >= wanted.scale
  );
}

/** The narrowest decimal that holds both, bounded to 38 digits. */
export function widerDecimal(left: DecimalType, right: DecimalType): DecimalType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return boundedDecimal(whole + scale, scale);
}

/** Result type of a decimal operation, by Spark's rules with precision loss allowed. */
export function decimalResult(
  operator: "+" | "-" | "*" | "/" | "%",
  left: DecimalType,
  right: DecimalType,
): DecimalType {
  const { precision: p1, scale: s1 } = left;
  const { precision: p2, scale: s2 } = right;
  switch (operator) {
    case "+":
    case "-": {
      const scale = Math.max(s1, s2);
      return adjustedDecimal(Math.max(p1 - s1, p2 - s2) + scale + 1, scale);
    }
    case "*":
      return adjustedDecimal(p1 + p2 + 1, s1 + s2);
    case "/": {
      const scale = Math.max(MINIMUM_ADJUSTED_SCALE, s1 + p2 + 1);
      return adjustedDecimal(p1 - s1 + s2 + scale, scale);
    }
    case "%": {
      const scale = Math.max(s1, s2);
      return adjustedDecimal(Math.min(p1 - s1, p2 - s2) + scale, scale);
    }
  }
}
