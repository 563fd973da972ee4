import { decimalText, rescale } from "./decimal.ts";
import type { Decimal } from "./spark-value.ts";

interface Pattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly group: number;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
}

/** Java shows no more fraction digits of a double. */
const MOST_DIGITS = 340;

/** The pattern of Java's DecimalFormat that shows a fixed number of fraction digits with grouping. */
export const fixedPattern = (digits: number): string =>
  `#,###,###,###,###,###,##0${digits > 0 ? `.${"0".repeat(Math.min(digits, MOST_DIGITS))}` : ""}`;

/** Reads a pattern of Java's DecimalFormat; null for one that is none. */
export function parseNumberPattern(pattern: string): Pattern | null {
  const positive = pattern.split(";")[0] ?? "";
  const match = /^([^#0,.]*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.]*)$/.exec(positive);
  if (match === null) return null;
  const [, prefix = "", whole = "", zeros = "", hashes = "", suffix = ""] = match;
  const comma = whole.lastIndexOf(",");
  return {
    prefix,
    suffix,
    group: comma < 0 ? 0 : whole.length - comma - 1,
    leastWhole: whole.replace(/[^0]/g, "").length,
    leastFraction: zeros.length,
    mostFraction: zeros.length + hashes.length,
  };
}

/** A number in the form of a pattern, rounded half even. */
export function formatNumber(value: Decimal, pattern: Pattern): string {
  const rounded = rescale(value, pattern.mostFraction, "halfEven");
  const isNegative = value.unscaled < 0n;
  const magnitude = { unscaled: rounded.unscaled < 0n ? -rounded.unscaled : rounded.unscaled, scale: rounded.scale };
  const [digits = "0", allFraction = ""] = decimalText(magnitude).split(".");
  const whole = digits === "0" && pattern.leastWhole === 0 ? "" : digits.padStart(pattern.leastWhole, "0");
  let fraction = allFraction;
  while (fraction.length > pattern.leastFraction && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  const grouped =
    pattern.group === 0 ? whole : whole.replace(new RegExp(`\\B(?=(\\d{${pattern.group}})+(?!\\d))`, "g"), ",");
  const body = fraction === "" ? grouped || "0" : `${grouped}.${fraction}`;
  return `${isNegative ? "-" : ""}${pattern.prefix}${body}${pattern.suffix}`;
}

/** The exact value of a finite double, all digits of it. */
export function exactDecimal(value: number): Decimal {
  let scale = 0;
  let rest = value;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    scale++;
  }
  return { unscaled: BigInt(rest) * 5n ** BigInt(scale), scale };
}
