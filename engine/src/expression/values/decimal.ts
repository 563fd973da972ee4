import type { DecimalType } from "../types/spark-type.ts";
import { javaNumberText } from "./number-text.ts";
import type { Decimal } from "./spark-value.ts";

export type Rounding = "halfUp" | "halfEven" | "down" | "floor" | "ceiling";

const POWERS: bigint[] = [1n];

/** 10^n, kept for reuse. */
export function tenTo(n: number): bigint {
  while (POWERS.length <= n) POWERS.push((POWERS[POWERS.length - 1] ?? 1n) * 10n);
  return POWERS[n] ?? 10n ** BigInt(n);
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Integer division with a rounding rule. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const away = dividend < 0n === divisor < 0n ? 1n : -1n;
  if (rounding === "down") return quotient;
  if (rounding === "floor") return away < 0n ? quotient - 1n : quotient;
  if (rounding === "ceiling") return away > 0n ? quotient + 1n : quotient;
  const twice = magnitude(rest) * 2n;
  const half = magnitude(divisor);
  if (twice > half || (twice === half && (rounding === "halfUp" || quotient % 2n !== 0n))) return quotient + away;
  return quotient;
}

/** The same number with another scale. */
export function rescale(value: Decimal, scale: number, rounding: Rounding = "halfUp"): Decimal {
  if (scale === value.scale) return value;
  if (scale > value.scale) return { unscaled: value.unscaled * tenTo(scale - value.scale), scale };
  return { unscaled: divideRounded(value.unscaled, tenTo(value.scale - scale), rounding), scale };
}

/** Digits of the unscaled number; 1 for zero. */
export const digitsOf = (value: bigint): number => magnitude(value).toString().length;

/** Rounds to the type's scale; null if the number has too many digits for it. */
export function fitDecimal(value: Decimal, type: DecimalType): Decimal | null {
  const fitted = rescale(value, type.scale);
  return magnitude(fitted.unscaled) < tenTo(type.precision) ? fitted : null;
}

const NUMBER_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads a plain or scientific number as Java's BigDecimal does; null if it is none. */
export function decimalFromText(text: string): Decimal | null {
  const match = NUMBER_TEXT.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > 10_000) return null;
  const digits = BigInt(whole + fraction);
  const unscaled = sign === "-" ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale < 0 ? { unscaled: unscaled * tenTo(-scale), scale: 0 } : { unscaled, scale };
}

export const decimalFromInteger = (value: number | bigint): Decimal => ({ unscaled: BigInt(value), scale: 0 });

/** The decimal that Java's text of a double shows; null if it is not finite. */
export const decimalFromNumber = (value: number): Decimal | null => decimalFromText(javaNumberText(value));

/** Plain text with exactly `scale` fraction digits. */
export function decimalText({ unscaled, scale }: Decimal): string {
  const digits = magnitude(unscaled)
    .toString()
    .padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Java's BigDecimal.toString: scientific below 1e-6. */
export function decimalToString(value: Decimal): string {
  const digits = magnitude(value.unscaled).toString();
  const exponent = digits.length - 1 - value.scale;
  if (value.scale === 0 || exponent >= -6) return decimalText(value);
  const sign = value.unscaled < 0n ? "-" : "";
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${sign}${digits[0]}${fraction}E${exponent}`;
}

export const decimalToNumber = (value: Decimal): number => Number(decimalText(value));

/** The whole part, towards zero. */
export const decimalToInteger = (value: Decimal): bigint => value.unscaled / tenTo(value.scale);

export function compareDecimal(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const a = rescale(left, scale).unscaled;
  const b = rescale(right, scale).unscaled;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Digits that Spark keeps in an intermediate product, quotient or remainder before it rounds to the result type. */
const WORKING_DIGITS = 39;

function cutToWorkingDigits(value: Decimal): Decimal {
  const extra = digitsOf(value.unscaled) - WORKING_DIGITS;
  return extra <= 0 ? value : rescale(value, value.scale - Math.min(extra, value.scale), "down");
}

export function addDecimal(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { unscaled: rescale(left, scale).unscaled + rescale(right, scale).unscaled, scale };
}

export const negateDecimal = (value: Decimal): Decimal => ({ unscaled: -value.unscaled, scale: value.scale });

export const multiplyDecimal = (left: Decimal, right: Decimal): Decimal =>
  cutToWorkingDigits({ unscaled: left.unscaled * right.unscaled, scale: left.scale + right.scale });

/** Quotient, cut at 39 fraction digits; null for a zero divisor. */
export function divideDecimal(left: Decimal, right: Decimal): Decimal | null {
  if (right.unscaled === 0n) return null;
  const shift = WORKING_DIGITS + right.scale - left.scale;
  const dividend = shift >= 0 ? left.unscaled * tenTo(shift) : left.unscaled / tenTo(-shift);
  return { unscaled: divideRounded(dividend, right.unscaled, "down"), scale: WORKING_DIGITS };
}

/** Remainder with the sign of the dividend; null for a zero divisor. */
export function remainderDecimal(left: Decimal, right: Decimal): Decimal | null {
  if (right.unscaled === 0n) return null;
  const scale = Math.max(left.scale, right.scale);
  return { unscaled: rescale(left, scale).unscaled % rescale(right, scale).unscaled, scale };
}
