import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument } from "../analysis/coerce.ts";
import { literal, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { longFromDouble, wrapInteger } from "../cast/to-number.ts";
import { failType, type Span } from "../failure.ts";
import { boundedDecimal, decimalOf, MAX_PRECISION } from "../types/decimal-type.ts";
import { BIGINT, type DecimalType, DOUBLE, INT, isDecimal, isIntegral, type SparkType } from "../types/spark-type.ts";
import { ANY_DECIMAL, NUMERIC, oneOf } from "../types/type-rule.ts";
import {
  decimalFromInteger,
  decimalFromNumber,
  decimalToNumber,
  divideRounded,
  fitDecimal,
  type Rounding,
  rescale,
  tenTo,
} from "../values/decimal.ts";
import type { Decimal } from "../values/spark-value.ts";
import { define, type FunctionDefinition } from "./definition.ts";

/** The type of a decimal rounded to a number of fraction digits, which may be negative. */
function roundedType({ precision, scale }: DecimalType, digits: number): DecimalType {
  const whole = precision - scale + 1;
  if (digits < 0) return decimalOf(Math.min(Math.max(whole, 1 - digits), MAX_PRECISION), 0);
  const kept = Math.min(scale, digits);
  return decimalOf(Math.min(whole + kept, MAX_PRECISION), kept);
}

/** A double has at most 309 digits before the point. */
const MOST_WHOLE_DIGITS = 310;

/** Rounds to `digits` fraction digits; with a negative number, to tens, hundreds and so on. */
function roundDecimal(value: Decimal, digits: number, rounding: Rounding): Decimal {
  if (digits >= 0) return digits >= value.scale ? value : rescale(value, digits, rounding);
  if (-digits > MOST_WHOLE_DIGITS) return { unscaled: 0n, scale: 0 };
  const unit = tenTo(-digits);
  return { unscaled: divideRounded(value.unscaled, unit * tenTo(value.scale), rounding) * unit, scale: 0 };
}

function roundNumber(value: number, digits: number, rounding: Rounding): number {
  const exact = Number.isFinite(value) ? decimalFromNumber(value) : null;
  return exact === null ? value : decimalToNumber(roundDecimal(exact, digits, rounding)) + 0;
}

function rounder(
  type: SparkType,
  digits: number,
  rounding: Rounding,
): { type: SparkType; compute: (value: never) => Long | Decimal | null } {
  if (isDecimal(type)) {
    const result = roundedType(type, digits);
    return { type: result, compute: (value: Decimal) => fitDecimal(roundDecimal(value, digits, rounding), result) };
  }
  if (isIntegral(type))
    return {
      type,
      compute: (value: Long) =>
        digits >= 0
          ? value
          : wrapInteger(longFromBigInt(roundDecimal(decimalFromInteger(value), digits, rounding).unscaled), type),
    };
  const narrow = type.kind === "float" ? Math.fround : (value: number): number => value;
  return { type, compute: (value: number) => narrow(roundNumber(value, digits, rounding)) };
}

/** The number of digits, which must be constant; null for a NULL. */
function digitsOf(name: string, argument: TypedExpression | undefined): number | null {
  if (argument === undefined) return 0;
  const digits = coerceArgument(name, argument, 1, INT);
  if (digits.constant === null)
    return failType(
      "NON_FOLDABLE_INPUT",
      argument.span,
      `The second argument of ${name} must be constant.`,
      "Write a number.",
    );
  return digits.constant.value as number | null;
}

function buildRound(operand: TypedExpression, digits: number | null, rounding: Rounding, span: Span): TypedExpression {
  const { type, compute } = rounder(operand.type, digits ?? 0, rounding);
  return digits === null ? literal(type, null, span) : strict(type, [operand], span, compute);
}

function round(name: string, rounding: Rounding): FunctionDefinition {
  return define(name, [1, 2], ({ args, span }) => {
    const operand = coerceArgument(name, args[0] as TypedExpression, 0, NUMERIC);
    return buildRound(operand, digitsOf(name, args[1]), rounding, span);
  });
}

/** CEIL and FLOOR: whole numbers as bigint; with digits, any number as a decimal. */
function wholeNumber(names: string, rounding: "ceiling" | "floor"): FunctionDefinition {
  const ofDouble = rounding === "ceiling" ? Math.ceil : Math.floor;
  return define(names, [1, 2], ({ name, args, span }) => {
    const [first] = args as [TypedExpression];
    if (args.length === 2) {
      const operand = coerceArgument(name, first, 0, ANY_DECIMAL);
      return buildRound(operand, digitsOf(name, args[1]), rounding, span);
    }
    const operand = coerceArgument(name, first, 0, oneOf(DOUBLE, ANY_DECIMAL, BIGINT));
    if (operand.type.kind === "double")
      return strict(BIGINT, [operand], span, (value: number) => longFromDouble(ofDouble(value)));
    if (!isDecimal(operand.type)) return castTo(operand, BIGINT);
    const { precision, scale } = operand.type;
    const type = boundedDecimal(precision - scale + 1, 0);
    return strict(type, [operand], span, (value: Decimal) => fitDecimal(rescale(value, 0, rounding), type));
  });
}

/** ROUND (half up), BROUND (half even), CEIL and FLOOR. */
export const ROUNDING_FUNCTIONS: readonly FunctionDefinition[] = [
  round("round", "halfUp"),
  round("bround", "halfEven"),
  wholeNumber("ceil ceiling", "ceiling"),
  wholeNumber("floor", "floor"),
];
