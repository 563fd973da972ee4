import type { Row } from "../../schema/value.ts";
import type { LambdaCell, Scope } from "../analysis/scope.ts";
import type { TypedExpression } from "../analysis/typed-expression.ts";
import { fail } from "../failure.ts";
import type { SyntaxNode } from "../syntax/syntax-tree.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";
import type { FunctionCall } from "./definition.ts";

/** A lambda of an expression, ready to be applied to values within a row. */
export interface Lambda {
  readonly body: TypedExpression;
  readonly type: SparkType;
  apply(row: Row, ...values: readonly SparkValue[]): SparkValue;
}

function compileBody(
  node: SyntaxNode,
  names: readonly string[],
  types: readonly SparkType[],
  scope: Scope,
  compile: (node: SyntaxNode) => TypedExpression,
): Lambda {
  const cells: LambdaCell[] = types.map(() => ({ value: null }));
  const parameters = names.flatMap((name, i) => {
    const type = types[i];
    const cell = cells[i];
    return type === undefined || cell === undefined ? [] : [{ name, type, cell }];
  });
  const body = scope.withParameters(parameters, () => compile(node));
  const { evaluate } = body;
  return {
    body,
    type: body.type,
    apply: (row, ...values) => {
      for (let i = 0; i < parameters.length; i++) {
        const parameter = parameters[i];
        if (parameter !== undefined) parameter.cell.value = values[i] ?? null;
      }
      return evaluate(row);
    },
  };
}

/**
 * Compiles the lambda at an argument's place for parameters of these types; a lambda may name fewer than `types` has if
 * `least` allows it. An expression that is no lambda is one that ignores its parameters, as in Spark.
 */
export function compileLambda(
  call: FunctionCall,
  index: number,
  types: readonly SparkType[],
  least = types.length,
): Lambda {
  const node = call.nodes[index];
  if (node === undefined) throw new Error(`${call.name} has no argument ${index}`);
  if (node.kind !== "lambda") return compileBody(node, [], types, call.scope, call.compile);
  const count = node.parameters.length;
  if (count < least || count > types.length)
    fail(
      "expression/type",
      "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
      node.span,
      `The lambda of ${call.name} takes ${types.length} parameter${types.length === 1 ? "" : "s"}, but ${count} ${count === 1 ? "is" : "are"} named.`,
      "Name as many parameters as the function passes.",
    );
  if (new Set(node.parameters.map((name) => name.toLowerCase())).size < count)
    fail(
      "expression/type",
      "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES",
      node.span,
      "The parameters of a lambda must have different names.",
    );
  return compileBody(node.body, node.parameters, types, call.scope, call.compile);
}
