import type { Long } from "../../schema/value.ts";
import { toText } from "../cast/to-text.ts";
import { EvaluationError } from "../failure.ts";
import { isDecimal, isIntegral, type SparkType } from "../types/spark-type.ts";
import { dateText } from "./calendar.ts";
import { decimalFromNumber, decimalText, digitsOf, rescale } from "./decimal.ts";
import { checkSize } from "./exact.ts";
import type { Decimal, SparkValue } from "./spark-value.ts";

interface Specifier {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly conversion: string;
}

const failFormat = (exception: string, text: string): never => {
  throw new EvaluationError(`java.util.${exception}`, text);
};

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Sign, grouping and zero padding of a number's digits. */
function withSign(isNegative: boolean, digits: string, { flags, width }: Specifier): string {
  const [whole = "", fraction] = digits.split(".");
  const grouped = flags.includes(",") ? group(whole) : whole;
  const body = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  const [before, after] = isNegative
    ? flags.includes("(")
      ? ["(", ")"]
      : ["-", ""]
    : [flags.includes("+") ? "+" : flags.includes(" ") ? " " : "", ""];
  const missing = flags.includes("0") ? Math.max(0, width - before.length - body.length - after.length) : 0;
  return before + "0".repeat(missing) + body + after;
}

function integerText(value: SparkValue, type: SparkType, specifier: Specifier): string {
  if (!isIntegral(type))
    return failFormat("IllegalFormatConversionException", `${specifier.conversion} != ${type.kind}`);
  const number = BigInt(value as Long);
  if (specifier.conversion === "d")
    return withSign(number < 0n, (number < 0n ? -number : number).toString(), specifier);
  const radix = specifier.conversion === "o" ? 8 : 16;
  const digits = BigInt.asUintN(BITS[type.kind] ?? 64, number).toString(radix);
  const prefix = specifier.flags.includes("#") ? (radix === 8 ? "0" : "0x") : "";
  const missing = specifier.flags.includes("0") ? Math.max(0, specifier.width - prefix.length - digits.length) : 0;
  return prefix + "0".repeat(missing) + digits;
}

function scientific(value: Decimal, precision: number): string {
  if (value.unscaled === 0n) return `${decimalText({ unscaled: 0n, scale: precision })}e+00`;
  let digits = digitsOf(value.unscaled);
  let exponent = digits - 1 - value.scale;
  let mantissa = rescale({ unscaled: value.unscaled, scale: digits - 1 }, precision);
  digits = digitsOf(mantissa.unscaled);
  if (digits > precision + 1) {
    mantissa = rescale({ unscaled: mantissa.unscaled, scale: precision + 1 }, precision);
    exponent++;
  }
  const sign = exponent < 0 ? "-" : "+";
  return `${decimalText(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function fractionText(value: SparkValue, type: SparkType, specifier: Specifier): string {
  const isNumber = type.kind === "double" || type.kind === "float";
  if (!isNumber && !isDecimal(type))
    return failFormat("IllegalFormatConversionException", `${specifier.conversion} != ${type.kind}`);
  if (isNumber && !Number.isFinite(value as number)) {
    const text = Number.isNaN(value as number) ? "NaN" : "Infinity";
    return (value as number) < 0 ? `-${text}` : text;
  }
  const exact = isNumber ? decimalFromNumber(Math.abs(value as number)) : absolute(value as Decimal);
  const isNegative = isNumber ? (value as number) < 0 || Object.is(value, -0) : (value as Decimal).unscaled < 0n;
  const precision = specifier.precision ?? 6;
  const magnitude = exact ?? { unscaled: 0n, scale: 0 };
  if (specifier.conversion === "e") return withSign(isNegative, scientific(magnitude, precision), specifier);
  if (specifier.conversion === "f") return withSign(isNegative, decimalText(rescale(magnitude, precision)), specifier);
  const significant = precision === 0 ? 1 : precision;
  const exponent = digitsOf(magnitude.unscaled) - 1 - magnitude.scale;
  const isPlain = magnitude.unscaled === 0n || (exponent >= -4 && exponent < significant);
  const text = isPlain
    ? decimalText(rescale(magnitude, Math.max(0, significant - 1 - (magnitude.unscaled === 0n ? 0 : exponent))))
    : scientific(magnitude, significant - 1);
  return withSign(isNegative, text, specifier);
}

const absolute = ({ unscaled, scale }: Decimal): Decimal => ({ unscaled: unscaled < 0n ? -unscaled : unscaled, scale });

function anyText(value: SparkValue, type: SparkType, { precision }: Specifier): string {
  const text = value === null ? "null" : type.kind === "date" ? dateText(value as number) : toText(type)(value);
  return precision === null ? text : text.slice(0, precision);
}

function characterText(value: SparkValue, type: SparkType): string {
  if (!isIntegral(type)) return failFormat("IllegalFormatConversionException", `c != ${type.kind}`);
  return String.fromCodePoint(Number(value));
}

function bare(value: SparkValue, type: SparkType, specifier: Specifier): string {
  switch (specifier.conversion) {
    case "s":
      return anyText(value, type, specifier);
    case "b":
      return String(type.kind === "boolean" ? value === true : value !== null);
    case "d":
    case "o":
    case "x":
      return value === null ? anyText(null, type, specifier) : integerText(value, type, specifier);
    case "e":
    case "f":
    case "g":
      return value === null ? anyText(null, type, specifier) : fractionText(value, type, specifier);
    case "c":
      return value === null ? "null" : characterText(value, type);
    default:
      return failFormat("UnknownFormatConversionException", `Conversion = '${specifier.conversion}'`);
  }
}

function padded(text: string, { flags, width }: Specifier): string {
  checkSize(width);
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}

const SPECIFIER = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/** Java's String.format for values of Spark types. */
export function javaFormat(format: string, values: readonly SparkValue[], types: readonly SparkType[]): string {
  let next = 0;
  let previous = 0;
  return format.replace(
    SPECIFIER,
    (whole, position?: string, same?: string, flags = "", width?: string, precision?: string, letter?: string) => {
      if (letter === undefined) return failFormat("UnknownFormatConversionException", "Conversion = '%'");
      const conversion = letter.toLowerCase();
      const specifier: Specifier = {
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? null : checkSize(Number(precision)),
        conversion,
      };
      if (letter === "%") return padded("%", specifier);
      if (letter === "n") return "\n";
      const index = position !== undefined ? Number(position) - 1 : same !== undefined ? previous : next++;
      previous = index;
      const type = types[index];
      if (type === undefined) return failFormat("MissingFormatArgumentException", `Format specifier '${whole}'`);
      const text = padded(bare(values[index] ?? null, type, specifier), specifier);
      return letter === conversion ? text : text.toUpperCase();
    },
  );
}
