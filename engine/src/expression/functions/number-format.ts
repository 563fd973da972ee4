import { coerceArgument } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, failType } from "../failure.ts";
import { decimalOf } from "../types/decimal-type.ts";
import { STRING } from "../types/spark-type.ts";
import { ANY_DECIMAL } from "../types/type-rule.ts";
import {
  formatByPattern,
  formatSize,
  type NumberFormat,
  numberFromFormat,
  parseNumberFormat,
} from "../values/number-format.ts";
import type { Decimal } from "../values/spark-value.ts";
import { define, type FunctionDefinition } from "./definition.ts";

function formatArgument(name: string, argument: TypedExpression): NumberFormat {
  const text = argument.constant?.value;
  const format = typeof text === "string" ? parseNumberFormat(text) : null;
  if (format !== null) return format;
  return failType(
    typeof text === "string" ? "INVALID_FORMAT" : "NON_FOLDABLE_INPUT",
    argument.span,
    `The second argument of ${name} must be a constant number format.`,
    "Formats are made of 9, 0, G or a comma, D or a point, $, S, MI and PR.",
  );
}

function toNumber(name: string, failure: "fails" | "null"): FunctionDefinition {
  return define(name, [2, 2], ({ args, span }) => {
    const text = coerceArgument(name, args[0] as TypedExpression, 0, STRING);
    const format = formatArgument(name, args[1] as TypedExpression);
    const { precision, scale } = formatSize(format);
    return strict(decimalOf(precision, scale), [text], span, (of: string) => {
      const value = numberFromFormat(of, format);
      if (value === null && failure === "fails")
        throw new EvaluationError("INVALID_FORMAT.MISMATCH_INPUT", `'${of}' does not fit the number format.`);
      return value;
    });
  });
}

/** TO_NUMBER and TO_CHAR. */
export const NUMBER_FORMAT_FUNCTIONS: readonly FunctionDefinition[] = [
  toNumber("to_number", "fails"),
  toNumber("try_to_number", "null"),
  define("to_char to_varchar", [2, 2], ({ name, args, span }) => {
    const number = coerceArgument(name, args[0] as TypedExpression, 0, ANY_DECIMAL);
    const format = formatArgument(name, args[1] as TypedExpression);
    return strict(STRING, [number], span, (value: Decimal) => formatByPattern(value, format));
  }),
];
