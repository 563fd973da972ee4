import { wrongArgument } from "../analysis/coerce.ts";
import type { Evaluate } from "../analysis/typed-expression.ts";
import { derive, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, failType } from "../failure.ts";
import type { SyntaxNode } from "../syntax/syntax-tree.ts";
import { arrayOf, BOOLEAN, INT, sameSparkType, sparkTypeName } from "../types/spark-type.ts";
import { orderOf } from "../values/order.ts";
import type { SparkArray, SparkValue } from "../values/spark-value.ts";
import { arrayArgument } from "./array.ts";
import type { FunctionCall, FunctionDefinition } from "./definition.ts";
import { compileLambda, type Lambda } from "./lambda.ts";

function higherOrder(
  names: string,
  arity: readonly [number, number],
  build: (call: FunctionCall) => TypedExpression,
): FunctionDefinition {
  return { names: names.split(" "), arity, isHigherOrder: true, build };
}

/** The array a function walks through. */
export function subject(call: FunctionCall, index = 0) {
  return arrayArgument(call.name, call.compile(call.nodes[index] as SyntaxNode), index);
}

/** A lambda that has to answer yes or no. */
export function condition(call: FunctionCall, index: number, lambda: Lambda): Lambda {
  if (lambda.type.kind !== "boolean" && lambda.type.kind !== "void")
    return wrongArgument(call.name, lambda.body, index, "a lambda that gives a boolean");
  return lambda;
}

function overArray(
  call: FunctionCall,
  lambdas: readonly Lambda[],
  type: TypedExpression["type"],
  operand: TypedExpression,
  compute: (array: SparkArray, row: Parameters<Evaluate>[0]) => SparkValue,
): TypedExpression {
  const { evaluate } = operand;
  return derive(type, [operand, ...lambdas.map((lambda) => lambda.body)], call.span, (row) => {
    const array = evaluate(row);
    return array === null ? null : compute(array as SparkArray, row);
  });
}

function quantifier(names: string, decisive: boolean): FunctionDefinition {
  return higherOrder(names, [2, 2], (call) => {
    const { operand, type } = subject(call);
    const lambda = condition(call, 1, compileLambda(call, 1, [type.element]));
    return overArray(call, [lambda], BOOLEAN, operand, (array, row) => {
      let hasNull = false;
      for (const item of array) {
        const answer = lambda.apply(row, item);
        if (answer === decisive) return decisive;
        if (answer === null) hasNull = true;
      }
      return hasNull ? null : !decisive;
    });
  });
}

function buildAggregate(call: FunctionCall): TypedExpression {
  const { operand, type } = subject(call);
  const zero = call.compile(call.nodes[1] as SyntaxNode);
  const merge = compileLambda(call, 2, [zero.type, type.element]);
  if (!sameSparkType(merge.type, zero.type))
    return failType(
      "UNEXPECTED_INPUT_TYPE",
      merge.body.span,
      `The lambda of ${call.name} must give the type of the start value, ${sparkTypeName(zero.type)}, but it gives ${sparkTypeName(merge.type)}.`,
      "Cast the start value to the type of the result.",
    );
  const finish = call.nodes.length > 3 ? compileLambda(call, 3, [zero.type]) : null;
  const start = zero.evaluate;
  const lambdas = finish === null ? [merge] : [merge, finish];
  return overArray(call, lambdas, finish?.type ?? zero.type, operand, (array, row) => {
    let total = start(row);
    for (const item of array) total = merge.apply(row, total, item);
    return finish === null ? total : finish.apply(row, total);
  });
}

function buildSort(call: FunctionCall): TypedExpression {
  const { operand, type } = subject(call);
  if (call.nodes.length === 1) {
    const compare = orderOf(type.element);
    return overArray(call, [], type, operand, (array) =>
      [...array].sort((a, b) => (a === null ? (b === null ? 0 : 1) : b === null ? -1 : compare(a, b))),
    );
  }
  const lambda = compileLambda(call, 1, [type.element, type.element]);
  if (lambda.type.kind !== "int") return wrongArgument(call.name, lambda.body, 1, "a lambda that gives an int");
  return overArray(call, [lambda], type, operand, (array, row) =>
    [...array].sort((a, b) => {
      const order = lambda.apply(row, a, b);
      if (order === null)
        throw new EvaluationError("COMPARATOR_RETURNS_NULL", "The lambda of array_sort gave NULL for two elements.");
      return Number(order);
    }),
  );
}

function buildZipWith(call: FunctionCall): TypedExpression {
  const left = subject(call, 0);
  const right = subject(call, 1);
  const lambda = compileLambda(call, 2, [left.type.element, right.type.element]);
  const second = right.operand.evaluate;
  const built = overArray(
    call,
    [lambda, { ...lambda, body: right.operand }],
    arrayOf(lambda.type),
    left.operand,
    (array, row) => {
      const other = second(row) as SparkArray | null;
      if (other === null) return null;
      return Array.from({ length: Math.max(array.length, other.length) }, (_, i) =>
        lambda.apply(row, array[i] ?? null, other[i] ?? null),
      );
    },
  );
  return built;
}

/** Functions on arrays that take a lambda. */
export const HIGHER_ORDER_FUNCTIONS: readonly FunctionDefinition[] = [
  higherOrder("transform", [2, 2], (call) => {
    const { operand, type } = subject(call);
    const lambda = compileLambda(call, 1, [type.element, INT], 1);
    return overArray(call, [lambda], arrayOf(lambda.type), operand, (array, row) =>
      array.map((item, i) => lambda.apply(row, item, i)),
    );
  }),
  higherOrder("filter", [2, 2], (call) => {
    const { operand, type } = subject(call);
    const lambda = condition(call, 1, compileLambda(call, 1, [type.element, INT], 1));
    return overArray(call, [lambda], type, operand, (array, row) =>
      array.filter((item, i) => lambda.apply(row, item, i) === true),
    );
  }),
  quantifier("exists", true),
  quantifier("forall", false),
  higherOrder("aggregate reduce", [3, 4], buildAggregate),
  higherOrder("array_sort", [1, 2], buildSort),
  higherOrder("zip_with", [3, 3], buildZipWith),
];
