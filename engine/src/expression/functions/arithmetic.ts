import { addLong, longFromBigInt, subtractLong } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { castTo, coerceExactly } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { wrapInteger } from "../cast/to-number.ts";
import type { Span } from "../failure.ts";
import { decimalOf, decimalResult } from "../types/decimal-type.ts";
import { BIGINT, DOUBLE, isDecimal, isIntegral, isNumeric, type SparkType } from "../types/spark-type.ts";
import { ANY_INTERVAL, NUMERIC, oneOf } from "../types/type-rule.ts";
import {
  addDecimal,
  decimalToInteger,
  divideDecimal,
  fitDecimal,
  multiplyDecimal,
  negateDecimal,
  remainderDecimal,
} from "../values/decimal.ts";
import { divideLong, multiplyLong, positiveRemainderLong, remainderLong } from "../values/long-arithmetic.ts";
import type { CalendarInterval, Decimal } from "../values/spark-value.ts";
import { buildIntervalArithmetic } from "./datetime-arithmetic.ts";
import { define, type FunctionDefinition } from "./definition.ts";
import { alignDecimals, failOperands, numericOperands, type Pair, stringsToDouble } from "./operand-types.ts";

type Operator = "+" | "-" | "*" | "/" | "%" | "pmod";

const LONG: Readonly<Record<Exclude<Operator, "/">, (left: Long, right: Long) => Long | null>> = {
  "+": addLong,
  "-": subtractLong,
  "*": multiplyLong,
  "%": remainderLong,
  pmod: positiveRemainderLong,
};

const DECIMAL: Readonly<Record<Operator, (left: Decimal, right: Decimal) => Decimal | null>> = {
  "+": addDecimal,
  "-": (left, right) => addDecimal(left, negateDecimal(right)),
  "*": multiplyDecimal,
  "/": divideDecimal,
  "%": remainderDecimal,
  pmod: (left, right) => {
    const rest = remainderDecimal(left, right);
    return rest === null || rest.unscaled >= 0n ? rest : remainderDecimal(addDecimal(rest, right), right);
  },
};

const FLOATING: Readonly<Record<Operator, (left: number, right: number) => number | null>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => (right === 0 ? null : left / right),
  "%": (left, right) => (right === 0 ? null : left % right),
  pmod: (left, right) => {
    if (right === 0) return null;
    const rest = left % right;
    return rest < 0 ? (rest + right) % right : rest;
  },
};

function integralClosure(operator: Exclude<Operator, "/">, type: SparkType): (left: Long, right: Long) => Long | null {
  const compute = LONG[operator];
  if (type.kind === "bigint") return compute;
  if (type.kind === "int") {
    if (operator === "+") return (left, right) => (Number(left) + Number(right)) | 0;
    if (operator === "-") return (left, right) => (Number(left) - Number(right)) | 0;
    if (operator === "*") return (left, right) => Math.imul(Number(left), Number(right));
  }
  return (left, right) => {
    const value = compute(left, right);
    return value === null ? null : wrapInteger(value, type);
  };
}

/** An operator over operands that are already of one numeric family. */
function compute(operator: Operator, [left, right]: Pair, span: Span): TypedExpression {
  const { type } = left;
  if (isDecimal(type) && isDecimal(right.type)) {
    const result = decimalResult(operator === "pmod" ? "%" : operator, type, right.type);
    const of = DECIMAL[operator];
    return strict(result, [left, right], span, (a: Decimal, b: Decimal) => {
      const value = of(a, b);
      return value === null ? null : fitDecimal(value, result);
    });
  }
  if (isIntegral(type) && operator !== "/") return strict(type, [left, right], span, integralClosure(operator, type));
  const of = FLOATING[operator];
  if (type.kind !== "float") return strict(type, [left, right], span, of);
  return strict(type, [left, right], span, (a: number, b: number) => {
    const value = of(a, b);
    return value === null ? null : Math.fround(value);
  });
}

function arithmetic(names: string, operator: Exclude<Operator, "/">): FunctionDefinition {
  return define(names, [2, 2], ({ args, span }) => {
    const operands = args as unknown as Pair;
    const withIntervals =
      operator === "%" || operator === "pmod" ? null : buildIntervalArithmetic(operator, operands, span);
    if (withIntervals !== null) return withIntervals;
    return compute(operator, numericOperands(operator, operands, span, isNumeric, DOUBLE), span);
  });
}

function buildDivide(operands: Pair, span: Span): TypedExpression {
  const withIntervals = buildIntervalArithmetic("/", operands, span);
  if (withIntervals !== null) return withIntervals;
  const pair = alignDecimals(stringsToDouble(operands));
  if (isDecimal(pair[0].type) && isDecimal(pair[1].type)) return compute("/", pair, span);
  if (pair.some((operand) => !isNumeric(operand.type) && operand.type.kind !== "void"))
    return failOperands("/", pair, span);
  return compute("/", [castTo(pair[0], DOUBLE), castTo(pair[1], DOUBLE)], span);
}

function toLongOperand(operand: TypedExpression): TypedExpression {
  return isIntegral(operand.type) ? castTo(operand, BIGINT) : operand;
}

function buildWholeDivide(operands: Pair, span: Span): TypedExpression {
  const withIntervals = buildIntervalArithmetic("div", operands, span);
  if (withIntervals !== null) return withIntervals;
  const widened: Pair = [toLongOperand(operands[0]), toLongOperand(operands[1])];
  const isTaken = (type: SparkType): boolean => type.kind === "bigint" || isDecimal(type);
  const [left, right] = numericOperands("div", widened, span, isTaken, BIGINT);
  if (!isDecimal(left.type)) return strict(BIGINT, [left, right], span, divideLong);
  const whole = decimalOf(38, 0);
  return strict(BIGINT, [left, right], span, (a: Decimal, b: Decimal) => {
    const quotient = divideDecimal(a, b);
    if (quotient === null) return null;
    const value = fitDecimal({ unscaled: decimalToInteger(quotient), scale: 0 }, whole);
    return value === null ? null : longFromBigInt(value.unscaled);
  });
}

/** The operand of a sign or of ABS: a number or an interval as it is, an untyped NULL as a double. */
function signedOperand(name: string, operand: TypedExpression): TypedExpression {
  return coerceExactly(name, operand, 0, oneOf(NUMERIC, ANY_INTERVAL));
}

/** Closure that negates a number of a type. */
function negation(type: SparkType): (value: never) => Long | Decimal | CalendarInterval {
  if (isDecimal(type)) return negateDecimal;
  if (type.kind === "calendarInterval")
    return ({ months, days, micros }: CalendarInterval) => ({ months: -months, days: -days, micros: -micros });
  if (type.kind === "float" || type.kind === "double") return (value: number) => -value;
  return (value: Long) => wrapInteger(subtractLong(0, value), type);
}

function absolute(type: SparkType): (value: never) => Long | Decimal {
  if (isDecimal(type)) return (value: Decimal) => (value.unscaled < 0n ? negateDecimal(value) : value);
  if (type.kind === "float" || type.kind === "double") return Math.abs;
  const negate = negation(type) as (value: Long) => Long;
  return (value: Long) => (value < 0 ? negate(value) : value);
}

/** Operators and functions of plain arithmetic; integers wrap, a zero divisor gives NULL. */
export const ARITHMETIC_FUNCTIONS: readonly FunctionDefinition[] = [
  arithmetic("+", "+"),
  arithmetic("-", "-"),
  arithmetic("*", "*"),
  arithmetic("% mod", "%"),
  arithmetic("pmod", "pmod"),
  define("/", [2, 2], ({ args, span }) => buildDivide(args as unknown as Pair, span)),
  define("div", [2, 2], ({ args, span }) => buildWholeDivide(args as unknown as Pair, span)),
  define("negative", [1, 1], ({ name, args, span }) => {
    const operand = signedOperand(name, args[0] as TypedExpression);
    return { ...strict(operand.type, [operand], span, negation(operand.type)), name: null };
  }),
  define("positive", [1, 1], ({ name, args }) => signedOperand(name, args[0] as TypedExpression)),
  define("abs", [1, 1], ({ name, args, span }) => {
    const operand = signedOperand(name, args[0] as TypedExpression);
    return strict(operand.type, [operand], span, absolute(operand.type));
  }),
];

/** The definition of an arithmetic operator. */
export function findArithmetic(operator: "+" | "-" | "*" | "/"): FunctionDefinition {
  const found = ARITHMETIC_FUNCTIONS.find((definition) => definition.names.includes(operator));
  if (found === undefined) throw new Error(`No operator ${operator}`);
  return found;
}
