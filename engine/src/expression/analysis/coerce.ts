import { castFunction } from "../cast/cast.ts";
import { failType, type Span } from "../failure.ts";
import { type SparkType, sameSparkType, sparkTypeName } from "../types/spark-type.ts";
import { accepts, describeRule, implicitCast, type TypeRule } from "../types/type-rule.ts";
import { strict, type TypedExpression } from "./typed-expression.ts";

/** Casts as CAST does; the same expression if it has the type already. */
export function castTo(operand: TypedExpression, type: SparkType, span: Span = operand.span): TypedExpression {
  if (sameSparkType(operand.type, type)) return operand;
  const cast = castFunction(operand.type, type);
  if (cast === null)
    return failType(
      "CAST_WITHOUT_SUGGESTION",
      span,
      `A value of type ${sparkTypeName(operand.type)} cannot be cast to ${sparkTypeName(type)}.`,
      "Choose another target type, or take an element or a field first.",
    );
  return { ...strict(type, [operand], span, cast), name: operand.name };
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];

/** Casts an argument to what a parameter takes, by Spark's implicit rules; fails where there is none. */
export function coerceArgument(
  functionName: string,
  argument: TypedExpression,
  index: number,
  rule: TypeRule,
): TypedExpression {
  const type = implicitCast(argument.type, rule);
  if (type === null) return wrongArgument(functionName, argument, index, describeRule(rule));
  return castTo(argument, type);
}

/** Takes an argument only if its type fits as it is; an untyped NULL gets the parameter's default type. */
export function coerceExactly(
  functionName: string,
  argument: TypedExpression,
  index: number,
  rule: TypeRule,
): TypedExpression {
  if (argument.type.kind !== "void" && !accepts(rule, argument.type))
    return wrongArgument(functionName, argument, index, describeRule(rule));
  return coerceArgument(functionName, argument, index, rule);
}

/** The error for an argument of a type that its place does not take. */
export function wrongArgument(functionName: string, argument: TypedExpression, index: number, expected: string): never {
  return failType(
    "UNEXPECTED_INPUT_TYPE",
    argument.span,
    `The ${ORDINALS[index] ?? `${index + 1}th`} argument of ${functionName} must be ${expected}, but it is ${sparkTypeName(argument.type)}.`,
    "Cast it to a type that fits.",
  );
}
