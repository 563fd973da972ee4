import { digitsOf, rescale, tenTo } from "./decimal.ts";
import type { Decimal } from "./spark-value.ts";

/** A pattern of TO_NUMBER and TO_CHAR: `S$99,990.00`, `999PR`, `0G000D00MI`. */
export interface NumberFormat {
  /** Digits and group marks before the point, in order: `9`, `0` or `,`. */
  readonly whole: string;
  readonly fraction: string;
  readonly hasPoint: boolean;
  readonly hasDollar: boolean;
  readonly sign: "none" | "S-first" | "S-last" | "MI-first" | "MI-last" | "PR";
}

const PATTERN = /^(S|MI)?(\$)?([09G,]*)([D.])?([09]*)(\$)?(S|MI|PR)?$/;

/** Reads a pattern; null for a text that is none. */
export function parseNumberFormat(text: string): NumberFormat | null {
  const match = PATTERN.exec(text.toUpperCase());
  if (match === null) return null;
  const [, first, dollar, whole = "", point, fraction = "", lateDollar, last] = match;
  if ((first !== undefined && last !== undefined) || !/[09]/.test(whole + fraction)) return null;
  const sign =
    last === "PR"
      ? "PR"
      : first !== undefined
        ? (`${first as "S" | "MI"}-first` as const)
        : last !== undefined
          ? (`${last as "S" | "MI"}-last` as const)
          : "none";
  return {
    whole: whole.replaceAll("G", ","),
    fraction,
    hasPoint: point !== undefined,
    hasDollar: dollar !== undefined || lateDollar !== undefined,
    sign,
  };
}

const digitCount = (text: string): number => text.replace(/[^09]/g, "").length;

/** Precision and scale of the decimals that a pattern reads. */
export function formatSize({ whole, fraction }: NumberFormat): { readonly precision: number; readonly scale: number } {
  return { precision: digitCount(whole) + fraction.length, scale: fraction.length };
}

/** Takes a sign in front of or behind a text; null if the text has one that the pattern lacks. */
function takeSign(
  text: string,
  sign: NumberFormat["sign"],
): { readonly rest: string; readonly isNegative: boolean } | null {
  if (sign === "PR") {
    const match = /^<(.*)>$/.exec(text);
    return { rest: match?.[1] ?? text, isNegative: match !== null };
  }
  if (sign === "none") return { rest: text, isNegative: false };
  const match = sign.endsWith("first") ? /^([+-])(.*)$/.exec(text) : /^(.*?)([+-])$/.exec(text);
  if (match === null) return { rest: text, isNegative: false };
  const [, a = "", b = ""] = match;
  const [mark, rest] = sign.endsWith("first") ? [a, b] : [b, a];
  return mark === "+" && sign.startsWith("MI") ? null : { rest, isNegative: mark === "-" };
}

/** Reads a text by a pattern; null if it does not fit. */
export function numberFromFormat(text: string, format: NumberFormat): Decimal | null {
  const signed = takeSign(text.trim(), format.sign);
  if (signed === null) return null;
  const body = format.hasDollar ? signed.rest.replace(/^\$/, "") : signed.rest;
  const match = /^([\d,]*)(?:\.(\d*))?$/.exec(body);
  if (match === null || !/\d/.test(body)) return null;
  const [, whole = "", fraction = ""] = match;
  if (fraction.length > format.fraction.length || (body.includes(".") && !format.hasPoint)) return null;
  const groups = format.whole.split(",").map(digitCount);
  const given = whole.split(",").map((part) => part.length);
  const extra = groups.length - given.length;
  if (extra < 0) return null;
  const fits = given.every((length, i) => (i === 0 ? length <= (groups[extra] ?? 0) : length === groups[i + extra]));
  if (!fits) return null;
  const scale = format.fraction.length;
  const unscaled = BigInt(whole.replaceAll(",", "") + fraction.padEnd(scale, "0") || "0");
  return { unscaled: signed.isNegative ? -unscaled : unscaled, scale };
}

function signText(sign: NumberFormat["sign"], isNegative: boolean): readonly [before: string, after: string] {
  const mark = isNegative ? "-" : sign.startsWith("S") ? "+" : " ";
  if (sign === "PR") return isNegative ? ["<", ">"] : ["", " "];
  if (sign === "none") return isNegative ? ["-", ""] : ["", ""];
  return sign.endsWith("first") ? [mark, ""] : ["", mark];
}

/** Shows a number by a pattern; hash marks if it has too many digits. */
export function formatByPattern(value: Decimal, format: NumberFormat): string {
  const rounded = rescale(value, format.fraction.length);
  const isNegative = rounded.unscaled < 0n;
  const magnitude = isNegative ? -rounded.unscaled : rounded.unscaled;
  const unit = tenTo(format.fraction.length);
  const room = digitCount(format.whole);
  const whole = magnitude / unit;
  const isTooLong = whole > 0n && digitsOf(whole) > room;
  const digits = (whole === 0n ? "" : whole.toString()).padStart(room, " ");
  const firstZero = format.whole.replaceAll(",", "").indexOf("0");
  let at = 0;
  let started = false;
  let body = "";
  for (const place of format.whole) {
    if (place === ",") {
      body += isTooLong ? "," : started ? "," : " ";
      continue;
    }
    const digit = digits[at] ?? " ";
    const forced = firstZero >= 0 && at >= firstZero;
    started ||= digit !== " " || forced;
    body += isTooLong ? "#" : digit === " " ? (started ? "0" : " ") : digit;
    at++;
  }
  const fraction = (magnitude % unit).toString().padStart(format.fraction.length, "0");
  const tail = format.hasPoint
    ? `.${isTooLong ? "#".repeat(format.fraction.length) : format.fraction === "" ? "" : fraction}`
    : "";
  const [before, after] = signText(format.sign, isNegative);
  const blanks = /^ */.exec(body)?.[0] ?? "";
  return blanks + before + (format.hasDollar ? "$" : "") + body.slice(blanks.length) + tail + after;
}
