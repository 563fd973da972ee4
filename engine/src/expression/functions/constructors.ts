import { lenient, literal, type TypedExpression } from "../analysis/typed-expression.ts";
import { fail, failType, type Span } from "../failure.ts";
import {
  arrayOf,
  containsMap,
  mapOf,
  type SparkType,
  STRING,
  sparkTypeName,
  structOf,
  VOID,
} from "../types/spark-type.ts";
import { mapBuilder } from "../values/map-builder.ts";
import type { SparkStruct, SparkValue } from "../values/spark-value.ts";
import { toCommonType } from "./conditional.ts";
import { define, type FunctionDefinition, MANY } from "./definition.ts";

/** A struct of values under their names. */
function buildStruct(
  fields: readonly { readonly name: string; readonly value: TypedExpression }[],
  span: Span,
): TypedExpression {
  const type = structOf(fields.map(({ name, value }) => ({ name, type: value.type })));
  const keys = type.fields.map((field) => field.key);
  const values = fields.map(({ value }) => value);
  return lenient(type, values, span, (...present: SparkValue[]): SparkStruct => {
    const struct: Record<string, SparkValue> = {};
    for (let i = 0; i < keys.length; i++) struct[keys[i] ?? ""] = present[i] ?? null;
    return struct;
  });
}

/** Maps cannot be keys, nor anything that holds one. */
export function checkKeyType(type: SparkType, span: Span): void {
  if (containsMap(type))
    failType("INVALID_MAP_KEY_TYPE", span, `A key of a map cannot be of type ${sparkTypeName(type)}.`);
}

function oddArguments(name: string, span: Span): never {
  return fail(
    "expression/type",
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    span,
    `${name} takes pairs of arguments.`,
    "Give a value for every name or key.",
  );
}

function buildMap(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  if (args.length % 2 !== 0) return oddArguments(name, span);
  const keys = toCommonType(
    name,
    args.filter((_, i) => i % 2 === 0),
    span,
  );
  const values = toCommonType(
    name,
    args.filter((_, i) => i % 2 === 1),
    span,
  );
  const type = mapOf(keys[0]?.type ?? VOID, values[0]?.type ?? VOID);
  checkKeyType(type.key, span);
  const build = mapBuilder(type.key);
  return lenient(type, [...keys, ...values], span, (...items: SparkValue[]) =>
    build(keys.map((_, i) => [items[i] ?? null, items[keys.length + i] ?? null] as const)),
  );
}

function fieldName(argument: TypedExpression): string {
  const name = argument.constant?.value;
  if (typeof name === "string") return name;
  return failType(
    "CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
    argument.span,
    "The name of a field must be a constant text.",
    "Write named_struct('name', value, …).",
  );
}

/** ARRAY, MAP, STRUCT and NAMED_STRUCT. */
export const CONSTRUCTOR_FUNCTIONS: readonly FunctionDefinition[] = [
  define("array", [0, MANY], ({ name, args, span }) => {
    const items = toCommonType(name, args, span);
    return lenient(arrayOf(items[0]?.type ?? VOID), items, span, (...values: SparkValue[]) => values);
  }),
  define("map", [0, MANY], ({ name, args, span }) => buildMap(name, args, span)),
  define("struct", [0, MANY], ({ args, span }) =>
    buildStruct(
      args.map((value, i) => ({ name: value.name ?? `col${i + 1}`, value })),
      span,
    ),
  ),
  define("named_struct", [0, MANY], ({ name, args, span }) => {
    if (args.length % 2 !== 0) return oddArguments(name, span);
    const fields = args.flatMap((value, i) => {
      const label = args[i - 1];
      return i % 2 === 1 && label !== undefined ? [{ name: fieldName(label), value }] : [];
    });
    return buildStruct(fields, span);
  }),
  define("typeof", [1, 1], ({ args, span }) => {
    const [operand] = args as [TypedExpression];
    return { ...literal(STRING, sparkTypeName(operand.type), span), isLiteral: false };
  }),
];
