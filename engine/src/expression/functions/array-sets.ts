import { castTo } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType, type Span } from "../failure.ts";
import { widerTypeWithoutStrings } from "../types/common-type.ts";
import { arrayOf, BOOLEAN, isNested, isOrderable, type SparkType, sparkTypeName } from "../types/spark-type.ts";
import { nullsFirst, orderOf } from "../values/order.ts";
import type { SparkArray, SparkValue } from "../values/spark-value.ts";
import { arrayArgument } from "./array.ts";
import { define, type FunctionDefinition } from "./definition.ts";

/** A set of values of one type; NULL is a value, NaN equals itself. */
interface ValueSet {
  has(value: SparkValue): boolean;
  /** False if it was there already. */
  add(value: SparkValue): boolean;
}

function nativeSet(): ValueSet {
  const set = new Set<SparkValue>();
  return {
    has: (value) => set.has(value),
    add: (value) => {
      if (set.has(value)) return false;
      set.add(value);
      return true;
    },
  };
}

function comparedSet(type: SparkType): ValueSet {
  const compare = nullsFirst(orderOf(type));
  const values: SparkValue[] = [];
  const has = (value: SparkValue): boolean => values.some((other) => compare(other, value) === 0);
  return { has, add: (value) => !has(value) && values.push(value) > 0 };
}

/** An empty set for values of a type. */
function valueSet(type: SparkType): ValueSet {
  const needsCompare =
    isNested(type) || type.kind === "binary" || type.kind === "decimal" || type.kind === "calendarInterval";
  return needsCompare ? comparedSet(type) : nativeSet();
}

/** Two arrays brought to one element type. */
function twoArrays(
  name: string,
  args: readonly TypedExpression[],
  span: Span,
): { pair: TypedExpression[]; element: SparkType } {
  const [left, right] = args as [TypedExpression, TypedExpression];
  const element =
    left.type.kind === "array" && right.type.kind === "array"
      ? widerTypeWithoutStrings(left.type.element, right.type.element)
      : null;
  if (element === null)
    return failType(
      "BINARY_ARRAY_DIFF_TYPES",
      span,
      `${name} needs two arrays of one type, but they are ${sparkTypeName(left.type)} and ${sparkTypeName(right.type)}.`,
      "Cast one of them.",
    );
  if (!isOrderable(element))
    return failType("INVALID_ORDERING_TYPE", span, `Elements of type ${sparkTypeName(element)} cannot be compared.`);
  return { pair: args.map((arg) => castTo(arg, arrayOf(element))), element };
}

function setFunction(
  name: string,
  compute: (left: SparkArray, right: SparkArray, emptySet: () => ValueSet) => SparkArray,
): FunctionDefinition {
  return define(name, [2, 2], ({ args, span }) => {
    const { pair, element } = twoArrays(name, args, span);
    return strict(arrayOf(element), pair, span, (left: SparkArray, right: SparkArray) =>
      compute(left, right, () => valueSet(element)),
    );
  });
}

function setOf(values: SparkArray, set: ValueSet): ValueSet {
  for (const value of values) set.add(value);
  return set;
}

function distinct(values: SparkArray, set: ValueSet): SparkArray {
  return values.filter((value) => set.add(value));
}

function overlap(left: SparkArray, right: SparkArray, set: ValueSet): boolean | null {
  const known = setOf(
    left.filter((value) => value !== null),
    set,
  );
  if (right.some((value) => value !== null && known.has(value))) return true;
  const hasNull = left.includes(null) || right.includes(null);
  return hasNull && left.length > 0 && right.length > 0 ? null : false;
}

/** Arrays taken as sets; the order of first appearance stays. */
export const ARRAY_SET_FUNCTIONS: readonly FunctionDefinition[] = [
  define("array_distinct", [1, 1], ({ name, args, span }) => {
    const { operand, type } = arrayArgument(name, args[0] as TypedExpression);
    return strict(type, [operand], span, (array: SparkArray) => distinct(array, valueSet(type.element)));
  }),
  setFunction("array_union", (left, right, emptySet) => distinct([...left, ...right], emptySet())),
  setFunction("array_intersect", (left, right, emptySet) => {
    const others = setOf(right, emptySet());
    return distinct(
      left.filter((value) => others.has(value)),
      emptySet(),
    );
  }),
  setFunction("array_except", (left, right, emptySet) => {
    const others = setOf(right, emptySet());
    return distinct(
      left.filter((value) => !others.has(value)),
      emptySet(),
    );
  }),
  define("arrays_overlap", [2, 2], ({ name, args, span }) => {
    const { pair, element } = twoArrays(name, args, span);
    return strict(BOOLEAN, pair, span, (left: SparkArray, right: SparkArray) =>
      overlap(left, right, valueSet(element)),
    );
  }),
];
