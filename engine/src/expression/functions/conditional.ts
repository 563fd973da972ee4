import { castTo, coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { derive, lenient, literal, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType, type Span } from "../failure.ts";
import { widerType, widerTypeOfAll, widerTypeWithoutStrings } from "../types/common-type.ts";
import { BOOLEAN, DOUBLE, FLOAT, isOrderable, type SparkType, sparkTypeName } from "../types/spark-type.ts";
import { oneOf } from "../types/type-rule.ts";
import { orderOf } from "../values/order.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { buildEquals } from "./comparison.ts";
import { define, type FunctionDefinition, MANY } from "./definition.ts";

/** The error for values that have no common type. */
export function failDifferentTypes(name: string, values: readonly TypedExpression[], span: Span): never {
  const types = [...new Set(values.map((value) => sparkTypeName(value.type)))];
  return failType(
    "DATA_DIFF_TYPES",
    span,
    `${name} needs values of one type, but they are ${types.join(", ")}.`,
    "Cast them to one type.",
  );
}

/** Casts values to the type that all of them widen to. */
export function toCommonType(
  name: string,
  values: readonly TypedExpression[],
  span: Span,
  find: (left: SparkType, right: SparkType) => SparkType | null = widerType,
): TypedExpression[] {
  const type = widerTypeOfAll(
    values.map((value) => value.type),
    find,
  );
  if (type === null) return failDifferentTypes(name, values, span);
  return values.map((value) => castTo(value, type));
}

function chooser(condition: TypedExpression, yes: TypedExpression, no: TypedExpression, span: Span): TypedExpression {
  const test = condition.evaluate;
  const then = yes.evaluate;
  const otherwise = no.evaluate;
  return derive(yes.type, [condition, yes, no], span, (row) => (test(row) === true ? then(row) : otherwise(row)));
}

function buildIf(name: string, condition: TypedExpression, values: readonly TypedExpression[], span: Span) {
  const test = condition.type.kind === "void" ? castTo(condition, BOOLEAN) : condition;
  if (test.type.kind !== "boolean") return wrongArgument(name, condition, 0, "boolean");
  const [yes, no] = toCommonType(name, values, span);
  if (yes === undefined || no === undefined) return failDifferentTypes(name, values, span);
  return chooser(test, yes, no, span);
}

/** CASE WHEN; its conditions must be boolean as they are, and an untyped NULL is not. */
export function buildCase(
  branches: readonly { readonly when: TypedExpression; readonly result: TypedExpression }[],
  otherwise: TypedExpression | null,
  span: Span,
): TypedExpression {
  for (const [i, { when }] of branches.entries())
    if (when.type.kind !== "boolean") return wrongArgument("CASE WHEN", when, 2 * i, "boolean");
  const values = branches.map((branch) => branch.result);
  const cast = toCommonType("CASE", otherwise === null ? values : [...values, otherwise], span);
  const type = cast[0]?.type ?? BOOLEAN;
  const tests = branches.map((branch) => branch.when.evaluate);
  const results = cast.map((value) => value.evaluate);
  const last = otherwise === null ? undefined : results[branches.length];
  const operands = [...branches.map((branch) => branch.when), ...cast];
  return derive(type, operands, span, (row) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(row) === true) return results[i]?.(row) ?? null;
    return last === undefined ? null : last(row);
  });
}

function buildCoalesce(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  const values = toCommonType(name, args, span);
  const evaluations = values.map((value) => value.evaluate);
  return derive(values[0]?.type ?? BOOLEAN, values, span, (row) => {
    for (const evaluate of evaluations) {
      const value = evaluate(row);
      if (value !== null) return value;
    }
    return null;
  });
}

function extreme(names: string, sign: 1 | -1): FunctionDefinition {
  return define(names, [2, MANY], ({ name, args, span }) => {
    const values = toCommonType(name, args, span, widerTypeWithoutStrings);
    const type = values[0]?.type ?? BOOLEAN;
    if (!isOrderable(type))
      return failType("INVALID_ORDERING_TYPE", span, `Values of type ${sparkTypeName(type)} have no order.`);
    const compare = orderOf(type);
    return lenient(type, values, span, (...present: SparkValue[]) =>
      present.reduce<SparkValue>((best, value) => {
        if (value === null) return best;
        return best === null || sign * compare(value, best) > 0 ? value : best;
      }, null),
    );
  });
}

const DOUBLE_OR_FLOAT = oneOf(DOUBLE, FLOAT);

/** IF, COALESCE and their relatives, GREATEST and LEAST, tests for NULL and NaN. */
export const CONDITIONAL_FUNCTIONS: readonly FunctionDefinition[] = [
  define("if", [3, 3], ({ name, args, span }) => {
    const [condition, ...values] = args;
    return condition === undefined ? failDifferentTypes(name, args, span) : buildIf(name, condition, values, span);
  }),
  define("when", [2, MANY], ({ args, span }) => {
    const otherwise = args.length % 2 === 1 ? (args.at(-1) ?? null) : null;
    const branches = args.flatMap((when, i) => {
      const result = args[i + 1];
      return i % 2 === 0 && result !== undefined ? [{ when, result }] : [];
    });
    return buildCase(branches, otherwise, span);
  }),
  define("coalesce", [1, MANY], ({ name, args, span }) => buildCoalesce(name, args, span)),
  define("nvl ifnull", [2, 2], ({ name, args, span }) => buildCoalesce(name, args, span)),
  define("nvl2", [3, 3], ({ name, args, span }) => {
    const [value, ...results] = args as [TypedExpression, TypedExpression, TypedExpression];
    return buildIf(name, isPresent(value, span), results, span);
  }),
  define("nullif", [2, 2], ({ args, span }) => {
    const [left, right] = args as [TypedExpression, TypedExpression];
    return chooser(buildEquals([left, right], span), literal(left.type, null, span), left, span);
  }),
  extreme("greatest", 1),
  extreme("least", -1),
  define("isnull", [1, 1], ({ args, span }) => isMissing(args[0] as TypedExpression, span)),
  define("isnotnull", [1, 1], ({ args, span }) => isPresent(args[0] as TypedExpression, span)),
  define(["is unknown"], [1, 1], ({ args, span }) =>
    isMissing(coerceArgument("IS UNKNOWN", args[0] as TypedExpression, 0, BOOLEAN), span),
  ),
  define(["is known"], [1, 1], ({ args, span }) =>
    isPresent(coerceArgument("IS UNKNOWN", args[0] as TypedExpression, 0, BOOLEAN), span),
  ),
  define("isnan", [1, 1], ({ name, args, span }) => {
    const operand = coerceArgument(name, args[0] as TypedExpression, 0, DOUBLE_OR_FLOAT);
    return lenient(BOOLEAN, [operand], span, (value: SparkValue) => value !== null && Number.isNaN(value as number));
  }),
  define("nanvl", [2, 2], ({ name, args, span }) => {
    const [left, right] = args.map((arg, i) => coerceArgument(name, arg, i, DOUBLE_OR_FLOAT)) as [
      TypedExpression,
      TypedExpression,
    ];
    const type = left.type.kind === "float" && right.type.kind === "float" ? FLOAT : DOUBLE;
    const first = castTo(left, type).evaluate;
    const second = castTo(right, type).evaluate;
    return derive(type, args, span, (row) => {
      const value = first(row);
      return value !== null && Number.isNaN(value as number) ? second(row) : value;
    });
  }),
];

function isMissing(operand: TypedExpression, span: Span): TypedExpression {
  return lenient(BOOLEAN, [operand], span, (value: SparkValue) => value === null);
}

function isPresent(operand: TypedExpression, span: Span): TypedExpression {
  return lenient(BOOLEAN, [operand], span, (value: SparkValue) => value !== null);
}
