import type { Long } from "../../schema/value.ts";
import { castTo, coerceArgument, wrongArgument } from "../analysis/coerce.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, failType, type Span } from "../failure.ts";
import { widerTypeWithoutStrings } from "../types/common-type.ts";
import {
  type ArrayType,
  arrayOf,
  BIGINT,
  BOOLEAN,
  INT,
  isOrderable,
  type SparkType,
  STRING,
  sparkTypeName,
  structOf,
} from "../types/spark-type.ts";
import { ANY, ANY_ARRAY, listOf } from "../types/type-rule.ts";
import { checkSize } from "../values/exact.ts";
import { type Compare, nullsFirst, orderOf } from "../values/order.ts";
import type { SparkArray, SparkStruct, SparkValue } from "../values/spark-value.ts";
import { define, type FunctionDefinition, MANY, simple } from "./definition.ts";

/** An argument that must be an array. */
export function arrayArgument(
  name: string,
  argument: TypedExpression,
  index = 0,
): { operand: TypedExpression; type: ArrayType } {
  const operand = coerceArgument(name, argument, index, ANY_ARRAY);
  return operand.type.kind === "array"
    ? { operand, type: operand.type }
    : wrongArgument(name, argument, index, "array");
}

const elementOf = (args: readonly TypedExpression[]): SparkType =>
  args[0]?.type.kind === "array" ? args[0].type.element : STRING;

/** An array and a value, both of one element type. */
function arrayAndValue(
  name: string,
  args: readonly TypedExpression[],
  span: Span,
): { pair: TypedExpression[]; element: SparkType } {
  const [first, value] = args as [TypedExpression, TypedExpression];
  const isNull = value.type.kind === "void" && name !== "array_append" && name !== "array_prepend";
  if (first.type.kind === "void" || isNull)
    return failType(
      "NULL_TYPE",
      span,
      `${name} does not take an untyped NULL.`,
      "Cast it to the type of the elements.",
    );
  const { operand, type } = arrayArgument(name, first);
  const element = widerTypeWithoutStrings(type.element, value.type);
  if (element === null)
    return failType(
      "ARRAY_FUNCTION_DIFF_TYPES",
      span,
      `${name} needs a value of the elements' type, but they are ${sparkTypeName(type.element)} and ${sparkTypeName(value.type)}.`,
      "Cast one of them.",
    );
  return { pair: [castTo(operand, arrayOf(element)), castTo(value, element)], element };
}

function search(
  name: string,
  gives: SparkType | null,
  compute: (compare: Compare) => (array: SparkArray, value: SparkValue) => SparkValue,
): FunctionDefinition {
  return define(name, [2, 2], ({ args, span }) => {
    const { pair, element } = arrayAndValue(name, args, span);
    if (!isOrderable(element))
      return failType("INVALID_ORDERING_TYPE", span, `Elements of type ${sparkTypeName(element)} cannot be compared.`);
    return strict(gives ?? arrayOf(element), pair, span, compute(orderOf(element)));
  });
}

function contains(compare: Compare) {
  return (array: SparkArray, value: SparkValue): boolean | null => {
    let hasNull = false;
    for (const item of array) {
      if (item === null) hasNull = true;
      else if (compare(item, value) === 0) return true;
    }
    return hasNull ? null : false;
  };
}

/** An element by its place, counted from 1, or from the end if negative. */
export function elementAt(array: SparkArray, index: number): SparkValue {
  if (index === 0)
    throw new EvaluationError("INVALID_INDEX_OF_ZERO", "The index 0 is invalid: elements are counted from 1 or -1.");
  return (index > 0 ? array[index - 1] : array[array.length + index]) ?? null;
}

function slice(array: SparkArray, start: number, length: number): SparkArray {
  if (start === 0)
    throw new EvaluationError("INVALID_PARAMETER_VALUE.START", "SLICE counts from 1 or -1; 0 is no position.");
  if (length < 0)
    throw new EvaluationError("INVALID_PARAMETER_VALUE.LENGTH", "The length of a SLICE cannot be negative.");
  const from = start > 0 ? start - 1 : array.length + start;
  return from < 0 || from >= array.length ? [] : array.slice(from, from + length);
}

function extreme(name: string, sign: 1 | -1): FunctionDefinition {
  return define(name, [1, 1], ({ args, span }) => {
    const { operand, type } = arrayArgument(name, args[0] as TypedExpression);
    const compare = orderOf(type.element);
    return strict(type.element, [operand], span, (array: SparkArray) =>
      array.reduce<SparkValue>((best, item) => {
        if (item === null) return best;
        return best === null || sign * compare(item, best) > 0 ? item : best;
      }, null),
    );
  });
}

function zip(args: readonly TypedExpression[], span: Span): TypedExpression {
  const arrays = args.map((arg, i) => arrayArgument("arrays_zip", arg, i));
  const type = structOf(arrays.map(({ type: of }, i) => ({ name: args[i]?.name ?? String(i), type: of.element })));
  return strict(
    arrayOf(type),
    arrays.map(({ operand }) => operand),
    span,
    (...lists: SparkArray[]) =>
      Array.from(
        { length: Math.max(0, ...lists.map((list) => list.length)) },
        (_, row): SparkStruct =>
          Object.fromEntries(type.fields.map((field, i) => [field.key, lists[i]?.[row] ?? null])),
      ),
  );
}

function insert(array: SparkArray, position: number, value: SparkValue): SparkArray {
  if (position === 0)
    throw new EvaluationError("INVALID_INDEX_OF_ZERO", "The index 0 is invalid: elements are counted from 1 or -1.");
  const list = [...array];
  checkSize(Math.abs(position));
  if (position > 0) {
    while (list.length < position - 1) list.push(null);
    list.splice(position - 1, 0, value);
    return list;
  }
  const at = list.length + position + 1;
  if (at >= 0) list.splice(at, 0, value);
  else list.unshift(value, ...Array.from({ length: -at }, () => null));
  return list;
}

/** Functions on arrays that take no lambda. */
export const ARRAY_FUNCTIONS: readonly FunctionDefinition[] = [
  search("array_contains", BOOLEAN, contains),
  search(
    "array_position",
    BIGINT,
    (compare) =>
      (array, value): Long =>
        array.findIndex((item) => item !== null && compare(item, value) === 0) + 1,
  ),
  search(
    "array_remove",
    null,
    (compare) => (array, value) => array.filter((item) => item === null || compare(item, value) !== 0),
  ),
  ...(["array_append", "array_prepend"] as const).map((name) =>
    define(name, [2, 2], ({ args, span }) => {
      const { pair, element } = arrayAndValue(name, args, span);
      return lenient(arrayOf(element), pair, span, (array: SparkArray | null, value: SparkValue) => {
        if (array === null) return null;
        return name === "array_append" ? [...array, value] : [value, ...array];
      });
    }),
  ),
  define("array_insert", [3, 3], ({ name, args, span }) => {
    const [array, position, value] = args as [TypedExpression, TypedExpression, TypedExpression];
    const { pair, element } = arrayAndValue("array_append", [array, value], span);
    const at = coerceArgument(name, position, 1, INT);
    return lenient(
      arrayOf(element),
      [...pair, at],
      span,
      (list: SparkArray | null, item: SparkValue, place: number | null) =>
        list === null || place === null ? null : insert(list, place, item),
    );
  }),
  simple("slice", {
    takes: [ANY_ARRAY, INT, INT],
    gives: (args) => args[0]?.type ?? arrayOf(STRING),
    compute: slice,
  }),
  simple("get", {
    takes: [ANY_ARRAY, INT],
    gives: elementOf,
    compute: (array: SparkArray, index: number) => array[index] ?? null,
  }),
  simple("array_size", { takes: [ANY_ARRAY], gives: INT, compute: (array: SparkArray) => array.length }),
  extreme("array_max", 1),
  extreme("array_min", -1),
  simple("array_compact", {
    takes: [ANY_ARRAY],
    gives: (args) => args[0]?.type ?? arrayOf(STRING),
    compute: (array: SparkArray) => array.filter((item) => item !== null),
  }),
  simple("array_join", {
    takes: [listOf(STRING), STRING, STRING],
    optional: 1,
    gives: STRING,
    compute: (array: SparkArray, separator: string, missing?: string) =>
      array.flatMap((item) => (item === null ? (missing === undefined ? [] : [missing]) : [item])).join(separator),
  }),
  simple("array_repeat", {
    takes: [ANY, INT],
    gives: (args) => arrayOf(args[0]?.type ?? STRING),
    seesNulls: true,
    compute: (value: SparkValue, count: number | null) =>
      count === null ? null : Array.from({ length: checkSize(Math.max(0, count)) }, () => value),
  }),
  define("flatten", [1, 1], ({ name, args, span }) => {
    const { operand, type } = arrayArgument(name, args[0] as TypedExpression);
    if (type.element.kind !== "array") return wrongArgument(name, operand, 0, "an array of arrays");
    return strict(type.element, [operand], span, (lists: readonly (SparkArray | null)[]) =>
      lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? []),
    );
  }),
  define("arrays_zip", [0, MANY], ({ args, span }) => zip(args, span)),
  define("sort_array", [1, 2], ({ name, args, span }) => {
    const { operand, type } = arrayArgument(name, args[0] as TypedExpression);
    if (!isOrderable(type.element)) return wrongArgument(name, operand, 0, "an array of values that have an order");
    const [, direction] = args;
    if (direction !== undefined && (direction.type.kind !== "boolean" || !direction.isFoldable))
      return wrongArgument(name, direction, 1, "a constant boolean");
    const sign = direction?.constant?.value === false ? -1 : 1;
    const compare = nullsFirst(orderOf(type.element));
    return strict(type, [operand], span, (array: SparkArray) => [...array].sort((a, b) => sign * compare(a, b)));
  }),
];
