import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { coerceArgument, coerceExactly } from "../analysis/coerce.ts";
import { strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { wrapInteger } from "../cast/to-number.ts";
import { BIGINT, INT, isIntegral, type SparkType, TINYINT } from "../types/spark-type.ts";
import { INTEGRAL, oneOf } from "../types/type-rule.ts";
import { bitwiseLong } from "../values/long-arithmetic.ts";
import { define, type FunctionDefinition } from "./definition.ts";
import { numericOperands, type Pair } from "./operand-types.ts";

function bitwise(operator: "&" | "|" | "^"): FunctionDefinition {
  return define(operator, [2, 2], ({ args, span }) => {
    const pair = numericOperands(operator, args as unknown as Pair, span, isIntegral, INT);
    const { type } = pair[0];
    return strict(type, pair, span, (left: Long, right: Long) => bitwiseLong(operator, left, right));
  });
}

function shift(
  name: string,
  ofInt: (value: number, by: number) => number,
  ofLong: (value: bigint, by: bigint) => bigint,
) {
  return define(name, [2, 2], ({ args, span }) => {
    const value = coerceArgument(name, args[0] as TypedExpression, 0, oneOf(INT, BIGINT));
    const by = coerceArgument(name, args[1] as TypedExpression, 1, INT);
    if (value.type.kind === "int") return strict(INT, [value, by], span, ofInt);
    return strict(BIGINT, [value, by], span, (long: Long, count: number) =>
      longFromBigInt(ofLong(BigInt(long), BigInt(count & 63))),
    );
  });
}

const WIDTH: Readonly<Record<string, number>> = { boolean: 1, tinyint: 8, smallint: 16, int: 32, bigint: 64 };

function countBits(value: Long | boolean): number {
  let count = 0;
  for (let rest = BigInt.asUintN(64, BigInt(value)); rest > 0n; rest &= rest - 1n) count++;
  return count;
}

/** Operators on the bits of integers. */
export const BITWISE_FUNCTIONS: readonly FunctionDefinition[] = [
  bitwise("&"),
  bitwise("|"),
  bitwise("^"),
  define("~", [1, 1], ({ name, args, span }) => {
    const operand = coerceExactly(name, args[0] as TypedExpression, 0, INTEGRAL);
    const { type } = operand;
    return strict(type, [operand], span, (value: Long) => wrapInteger(longFromBigInt(~BigInt(value)), type));
  }),
  shift(
    "shiftleft",
    (value, by) => value << by,
    (value, by) => value << by,
  ),
  shift(
    "shiftright",
    (value, by) => value >> by,
    (value, by) => value >> by,
  ),
  shift(
    "shiftrightunsigned",
    (value, by) => (value >>> by) | 0,
    (value, by) => BigInt.asUintN(64, value) >> by,
  ),
  define("bit_count", [1, 1], ({ name, args, span }) => {
    const operand = coerceExactly(
      name,
      args[0] as TypedExpression,
      0,
      oneOf(INTEGRAL, { kind: "boolean" } as SparkType),
    );
    return strict(INT, [operand], span, countBits);
  }),
  define("bit_get getbit", [2, 2], ({ name, args, span }) => {
    const value = coerceArgument(name, args[0] as TypedExpression, 0, INTEGRAL);
    const position = coerceArgument(name, args[1] as TypedExpression, 1, INT);
    const width = WIDTH[value.type.kind] ?? 64;
    return strict(TINYINT, [value, position], span, (long: Long, at: number) =>
      at < 0 || at >= width ? null : Number((BigInt.asUintN(64, BigInt(long)) >> BigInt(at)) & 1n),
    );
  }),
];
