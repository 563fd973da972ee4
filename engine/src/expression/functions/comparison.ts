import { castTo } from "../analysis/coerce.ts";
import { derive, lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { failType, type Span } from "../failure.ts";
import { comparisonType, widerTypeOfAll } from "../types/common-type.ts";
import {
  BOOLEAN,
  containsMap,
  isDecimal,
  isNumeric,
  isOrderable,
  sameSparkType,
  sameStructure,
  sparkTypeName,
} from "../types/spark-type.ts";
import { type Compare, orderOf } from "../values/order.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { define, type FunctionDefinition, MANY } from "./definition.ts";
import { alignDecimals, failOperands, type Pair, toTightestType } from "./operand-types.ts";

/** Beside a number, a boolean counts as 1 or 0, for equality only. */
function alignBooleans([left, right]: Pair): Pair {
  if (left.type.kind === "boolean" && isNumeric(right.type)) return [castTo(left, right.type), right];
  if (right.type.kind === "boolean" && isNumeric(left.type)) return [left, castTo(right, left.type)];
  return [left, right];
}

/** Structs compare field by field in order, whatever the names. */
function alignNames([left, right]: Pair): Pair {
  return sameStructure(left.type, right.type) ? [left, castTo(right, left.type)] : [left, right];
}

function comparable(operator: string, operands: Pair, span: Span): { pair: Pair; compare: Compare } {
  const common = comparisonType(operands[0].type, operands[1].type);
  const promoted: Pair = common === null ? operands : [castTo(operands[0], common), castTo(operands[1], common)];
  const isEquality = operator === "=" || operator === "<=>";
  const pair = alignNames(toTightestType(alignDecimals(isEquality ? alignBooleans(promoted) : promoted)));
  const [left, right] = pair;
  const bothDecimal = isDecimal(left.type) && isDecimal(right.type);
  if (!bothDecimal && !sameSparkType(left.type, right.type)) return failOperands(operator, pair, span);
  if (isEquality ? containsMap(left.type) : !isOrderable(left.type))
    return failType("INVALID_ORDERING_TYPE", span, `Values of type ${sparkTypeName(left.type)} cannot be compared.`);
  return { pair, compare: orderOf(left.type) };
}

function comparison(operator: string, test: (order: number) => boolean): FunctionDefinition {
  return define(operator, [2, 2], ({ args, span }) => {
    const { pair, compare } = comparable(operator, args as unknown as Pair, span);
    return strict(BOOLEAN, pair, span, (a: SparkValue, b: SparkValue) => test(compare(a, b)));
  });
}

/** Kinds whose values are equal exactly if JavaScript says so. */
const NATIVE_EQUALITY = new Set(["boolean", "tinyint", "smallint", "int", "bigint", "string", "date", "timestamp"]);

/** `left = right`, with the operands coerced as a comparison does. */
export function buildEquals(operands: Pair, span: Span): TypedExpression {
  const { pair, compare } = comparable("=", operands, span);
  if (NATIVE_EQUALITY.has(pair[0].type.kind))
    return strict(BOOLEAN, pair, span, (a: SparkValue, b: SparkValue) => a === b);
  return strict(BOOLEAN, pair, span, (a: SparkValue, b: SparkValue) => compare(a, b) === 0);
}

function buildIn(args: readonly TypedExpression[], span: Span): TypedExpression {
  const [{ type: first } = { type: BOOLEAN }] = args;
  const isOneStructure = args.every((arg) => sameStructure(arg.type, first));
  const type = isOneStructure ? first : widerTypeOfAll(args.map((arg) => arg.type));
  if (type === null)
    return failType(
      "DATA_DIFF_TYPES",
      span,
      `IN needs values of one type, but they are ${[...new Set(args.map((arg) => sparkTypeName(arg.type)))].join(", ")}.`,
      "Cast them to one type.",
    );
  if (containsMap(type)) return failType("INVALID_ORDERING_TYPE", span, "Maps cannot be compared.");
  const operands = args.map((arg) => castTo(arg, type));
  const [subject, ...items] = operands;
  if (subject === undefined) return failType("DATA_DIFF_TYPES", span, "IN needs a value.");
  if (NATIVE_EQUALITY.has(type.kind) && items.every((item) => item.constant !== null)) {
    const known = new Set(items.map((item) => item.constant?.value ?? null));
    const missing = known.delete(null) ? null : false;
    return strict(BOOLEAN, [subject], span, (value: SparkValue) => known.has(value) || missing);
  }
  const compare = orderOf(type);
  const of = subject.evaluate;
  const candidates = items.map((item) => item.evaluate);
  return derive(BOOLEAN, operands, span, (row) => {
    const value = of(row);
    if (value === null) return null;
    let missing = false;
    for (const candidate of candidates) {
      const other = candidate(row);
      if (other === null) missing = true;
      else if (compare(value, other) === 0) return true;
    }
    return missing ? null : false;
  });
}

/** Comparison operators; NULL beside anything gives NULL, except for `<=>`. */
export const COMPARISON_FUNCTIONS: readonly FunctionDefinition[] = [
  define(["=", "=="], [2, 2], ({ args, span }) => buildEquals(args as unknown as Pair, span)),
  comparison("<", (order) => order < 0),
  comparison("<=", (order) => order <= 0),
  comparison(">", (order) => order > 0),
  comparison(">=", (order) => order >= 0),
  define(["<=>", "equal_null"], [2, 2], ({ args, span }) => {
    const { pair, compare } = comparable("<=>", args as unknown as Pair, span);
    return lenient(BOOLEAN, pair, span, (a: SparkValue, b: SparkValue) =>
      a === null || b === null ? a === b : compare(a, b) === 0,
    );
  }),
  define("in", [2, MANY], ({ args, span }) => buildIn(args, span)),
];
