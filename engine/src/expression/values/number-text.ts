import { javaDigits } from "./java-digits.ts";

const LEAST_PLAIN = 1e-3;
const LEAST_SCIENTIFIC = 1e7;

/** Java's text of a double or a float: `1.0`, `1.0E7`, `4.9E-324`, `NaN`, `-0.0`. */
export function javaNumberText(value: number, isFloat = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${sign}0.0`;
  const { digits, exponent } = javaDigits(magnitude, isFloat);
  if (magnitude >= LEAST_PLAIN && magnitude < LEAST_SCIENTIFIC) {
    if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
    if (exponent >= digits.length) return `${sign}${digits.padEnd(exponent, "0")}.0`;
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  }
  return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent - 1}`;
}
