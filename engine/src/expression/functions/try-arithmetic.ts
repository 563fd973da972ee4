import type { Long } from "../../schema/value.ts";
import { strict } from "../analysis/typed-expression.ts";
import { DOUBLE, isIntegral, isNumeric } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { findArithmetic } from "./arithmetic.ts";
import { define, type FunctionDefinition } from "./definition.ts";
import { numericOperands, type Pair } from "./operand-types.ts";

const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

const EXACT: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
};

/** The function of an operator that gives NULL where the operator would wrap around. */
function tryOperator(name: string, operator: "+" | "-" | "*"): FunctionDefinition {
  return define(name, [2, 2], (call) => {
    const wrapped = findArithmetic(operator).build(call);
    if (!isIntegral(wrapped.type)) return wrapped;
    const pair = numericOperands(operator, call.args as unknown as Pair, call.span, isNumeric, DOUBLE);
    const bits = BITS[wrapped.type.kind] ?? 64;
    const exact = EXACT[operator];
    return strict(wrapped.type, pair, call.span, (left: Long, right: Long): SparkValue => {
      const value = exact?.(BigInt(left), BigInt(right)) ?? 0n;
      if (BigInt.asIntN(bits, value) !== value) return null;
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(value)
        : value;
    });
  });
}

/** TRY_ADD and its relatives. */
export const TRY_ARITHMETIC_FUNCTIONS: readonly FunctionDefinition[] = [
  tryOperator("try_add", "+"),
  tryOperator("try_subtract", "-"),
  tryOperator("try_multiply", "*"),
  define("try_divide", [2, 2], (call) => findArithmetic("/").build(call)),
];
