import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument } from "../analysis/coerce.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError } from "../failure.ts";
import { INT, isDecimal, isIntegral, type SparkType, STRING } from "../types/spark-type.ts";
import { NUMERIC, oneOf } from "../types/type-rule.ts";
import { decimalFromInteger } from "../values/decimal.ts";
import { javaFormat } from "../values/java-format.ts";
import { exactDecimal, fixedPattern, formatNumber, parseNumberPattern } from "../values/number-pattern.ts";
import type { Decimal, SparkValue } from "../values/spark-value.ts";
import { urlPart } from "../values/url-part.ts";
import { define, type FunctionDefinition, MANY, simple } from "./definition.ts";

/** The exact decimal of a number; the text itself for what is not finite. */
function exactOf(type: SparkType): (value: SparkValue) => Decimal | string {
  if (isDecimal(type)) return (value) => value as Decimal;
  if (isIntegral(type)) return (value) => decimalFromInteger(value as Long);
  return (value) => {
    const number = value as number;
    if (Number.isNaN(number)) return "\ufffd";
    return Number.isFinite(number) ? exactDecimal(number) : number > 0 ? "∞" : "-∞";
  };
}

function shown(value: Decimal | string, pattern: string): string {
  if (typeof value === "string") return value;
  const parsed = parseNumberPattern(pattern);
  if (parsed === null)
    throw new EvaluationError("java.lang.IllegalArgumentException", `Malformed pattern "${pattern}"`);
  return formatNumber(value, parsed);
}

/** FORMAT_STRING, FORMAT_NUMBER and PARSE_URL. */
export const TEXT_FORMAT_FUNCTIONS: readonly FunctionDefinition[] = [
  define("format_string printf", [1, MANY], ({ name, args, span }) => {
    const [format, ...values] = args as [TypedExpression, ...TypedExpression[]];
    const types = values.map((value) => value.type);
    return lenient(
      STRING,
      [coerceArgument(name, format, 0, STRING), ...values],
      span,
      (text: string | null, ...of: SparkValue[]) => (text === null ? null : javaFormat(text, of, types)),
    );
  }),
  define("format_number", [2, 2], ({ name, args, span }) => {
    const number = coerceArgument(name, args[0] as TypedExpression, 0, NUMERIC);
    const digits = coerceArgument(name, args[1] as TypedExpression, 1, oneOf(INT, STRING));
    const exact = exactOf(number.type);
    if (digits.type.kind === "string")
      return strict(STRING, [number, digits], span, (value: SparkValue, pattern: string) =>
        shown(exact(value), pattern === "" ? fixedPattern(0) : pattern),
      );
    return strict(STRING, [number, castTo(digits, INT)], span, (value: SparkValue, count: number) =>
      count < 0 ? null : shown(exact(value), fixedPattern(count)),
    );
  }),
  simple("parse_url", { takes: [STRING, STRING, STRING], optional: 1, gives: STRING, compute: urlPart }),
];
