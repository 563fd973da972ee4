import { castTo, coerceArgument } from "../analysis/coerce.ts";
import { derive, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import type { Span } from "../failure.ts";
import { BOOLEAN } from "../types/spark-type.ts";
import { define, type FunctionDefinition } from "./definition.ts";
import { failOperands, type Pair } from "./operand-types.ts";

/** AND and OR of SQL: a missing value counts only where the other side does not decide. */
function connective(operator: "and" | "or", operands: Pair, span: Span): TypedExpression {
  const isBoolean = (operand: TypedExpression): boolean =>
    operand.type.kind === "boolean" || operand.type.kind === "void";
  if (!operands.every(isBoolean)) return failOperands(operator, operands, span);
  const [left, right] = operands.map((operand) => castTo(operand, BOOLEAN)) as [TypedExpression, TypedExpression];
  const decisive = operator === "or";
  const first = left.evaluate;
  const second = right.evaluate;
  return derive(BOOLEAN, [left, right], span, (row) => {
    const a = first(row);
    if (a === decisive) return decisive;
    const b = second(row);
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  });
}

/** Boolean operators with three-valued logic. */
export const LOGIC_FUNCTIONS: readonly FunctionDefinition[] = [
  define("and", [2, 2], ({ args, span }) => connective("and", args as unknown as Pair, span)),
  define("or", [2, 2], ({ args, span }) => connective("or", args as unknown as Pair, span)),
  define("not", [1, 1], ({ args, span }) => {
    const operand = coerceArgument("NOT", args[0] as TypedExpression, 0, BOOLEAN);
    return strict(BOOLEAN, [operand], span, (value: boolean) => !value);
  }),
];
