import { castTo } from "../analysis/coerce.ts";
import type { TypedExpression } from "../analysis/typed-expression.ts";
import { failType, type Span } from "../failure.ts";
import { tightestCommonType } from "../types/common-type.ts";
import { decimalForIntegral, decimalOf } from "../types/decimal-type.ts";
import {
  type DecimalType,
  DOUBLE,
  isDecimal,
  isIntegral,
  isInterval,
  type SparkType,
  sameSparkType,
  sparkTypeName,
} from "../types/spark-type.ts";
import { digitsOf } from "../values/decimal.ts";

export type Pair = readonly [TypedExpression, TypedExpression];

/** The error for two operands that an operator cannot take. */
export function failOperands(operator: string, [left, right]: Pair, span: Span): never {
  const same = sameSparkType(left.type, right.type);
  const name = operator.toUpperCase();
  return failType(
    same ? "BINARY_OP_WRONG_TYPE" : "BINARY_OP_DIFF_TYPES",
    span,
    same
      ? `The operator ${name} does not take operands of type ${sparkTypeName(left.type)}.`
      : `The operator ${name} does not take ${sparkTypeName(left.type)} on the left and ${sparkTypeName(right.type)} on the right.`,
    "Cast one side so that both are of one suitable type.",
  );
}

/** Arithmetic reads a string as a double, unless the other side is an interval. */
export function stringsToDouble([left, right]: Pair): Pair {
  return [
    left.type.kind === "string" && !isInterval(right.type) ? castTo(left, DOUBLE) : left,
    right.type.kind === "string" && !isInterval(left.type) ? castTo(right, DOUBLE) : right,
  ];
}

/** The decimal type of an integer beside a decimal: as narrow as the number itself if it is written out. */
function decimalForOperand(operand: TypedExpression): DecimalType {
  const value = operand.constant?.value;
  if (operand.isLiteral && operand.type.kind !== "tinyint" && (typeof value === "number" || typeof value === "bigint"))
    return decimalOf(digitsOf(BigInt(value)), 0);
  return decimalForIntegral(operand.type);
}

/** Beside a decimal, an integer becomes a decimal; beside a float or double, the decimal becomes a double. */
export function alignDecimals([left, right]: Pair): Pair {
  if (isDecimal(left.type) === isDecimal(right.type)) return [left, right];
  const [decimal, other] = isDecimal(left.type) ? [left, right] : [right, left];
  let pair: Pair = [decimal, other];
  if (isIntegral(other.type)) pair = [decimal, castTo(other, decimalForOperand(other))];
  else if (other.type.kind === "float" || other.type.kind === "double") pair = [castTo(decimal, DOUBLE), other];
  else if (other.type.kind === "void") pair = [decimal, castTo(other, decimal.type)];
  return decimal === left ? pair : [pair[1], pair[0]];
}

/** Casts both to their tightest common type; unchanged if there is none or if both are decimals. */
export function toTightestType([left, right]: Pair, isTaken: (type: SparkType) => boolean = () => true): Pair {
  if (isDecimal(left.type) && isDecimal(right.type)) return [left, right];
  const type = tightestCommonType(left.type, right.type);
  if (type === null || !isTaken(type)) return [left, right];
  return [castTo(left, type), castTo(right, type)];
}

/** Operands of an arithmetic operator, brought to one numeric family; two untyped NULLs become `ofNulls`. */
export function numericOperands(
  operator: string,
  operands: Pair,
  span: Span,
  isTaken: (type: SparkType) => boolean,
  ofNulls: SparkType,
): Pair {
  const [left, right] = operands;
  if (left.type.kind === "void" && right.type.kind === "void") return [castTo(left, ofNulls), castTo(right, ofNulls)];
  const promoted = stringsToDouble(operands);
  const pair = toTightestType(alignDecimals(promoted), isTaken);
  const bothDecimal = isDecimal(pair[0].type) && isDecimal(pair[1].type);
  if (!isTaken(pair[0].type) || !(bothDecimal || sameSparkType(pair[0].type, pair[1].type)))
    return failOperands(operator, pair, span);
  return pair;
}
