import { fail } from "../failure.ts";
import { buildCase } from "../functions/conditional.ts";
import type { FunctionCall, FunctionDefinition } from "../functions/definition.ts";
import { findFunction, functionNames } from "../functions/registry.ts";
import { type CallNode, callNode, type SyntaxNode } from "../syntax/syntax-tree.ts";
import { closestNames } from "./closest-names.ts";
import { castTo } from "./coerce.ts";
import { extractField, extractIndex } from "./extract-value.ts";
import type { Scope } from "./scope.ts";
import { literal, type TypedExpression } from "./typed-expression.ts";

/** Functions that may be called without brackets, unless a column has that name. */
const NAMELESS_CALLS = new Set(["current_date", "current_timestamp", "localtimestamp", "current_user", "user"]);

/** Gives a parsed expression its type and its closures; throws `ExpressionFailure` where Spark's analysis refuses it. */
export function compileNode(node: SyntaxNode, scope: Scope): TypedExpression {
  switch (node.kind) {
    case "literal":
      return literal(node.type, node.value, node.span);
    case "column": {
      const [first = "", ...fields] = node.parts;
      if (fields.length === 0 && NAMELESS_CALLS.has(first.toLowerCase()) && !scope.knows(first))
        return compileCall(callNode(first.toLowerCase(), [], node.span), scope);
      const base = scope.resolve(first, node.partSpans[0] ?? node.span);
      return fields.reduce((value, name, i) => {
        const nameSpan = node.partSpans[i + 1] ?? node.span;
        return extractField(value, name, nameSpan, { start: node.span.start, end: nameSpan.end });
      }, base);
    }
    case "field":
      return { ...extractField(compileNode(node.base, scope), node.name, node.nameSpan, node.span), name: null };
    case "index":
      return {
        ...extractIndex(compileNode(node.base, scope), compileNode(node.index, scope), node.span),
        name: null,
      };
    case "cast":
      return castTo(compileNode(node.operand, scope), node.type, node.span);
    case "case":
      return buildCase(
        node.branches.map(({ when, result }) => ({
          when: compileNode(when, scope),
          result: compileNode(result, scope),
        })),
        node.otherwise === null ? null : compileNode(node.otherwise, scope),
        node.span,
      );
    case "named":
      return { ...compileNode(node.value, scope), name: node.name, span: node.span };
    case "call":
      return compileCall(node, scope);
    case "lambda":
      return fail(
        "expression/type",
        "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION",
        node.span,
        "A lambda can only be an argument of a function that takes one.",
        "Functions with lambdas are transform, filter, exists, forall, aggregate, zip_with and those on maps.",
      );
    case "star":
      return fail(
        "expression/type",
        "INVALID_USAGE_OF_STAR_OR_REGEX",
        node.span,
        "The star cannot stand here.",
        "Name the columns.",
      );
    case "subquery":
      scope.noteBeyondRow("sub-query", node.span);
      return node.single === null || node.form !== "scalar"
        ? literal({ kind: node.form === "scalar" ? "void" : "boolean" }, null, node.span)
        : compileNode(node.single, scope);
  }
}

function unknownFunction(node: CallNode): never {
  const names = closestNames(node.name, functionNames());
  return fail(
    "expression/unknown-function",
    "UNRESOLVED_ROUTINE",
    node.nameSpan,
    `There is no function ${node.name}.`,
    `Did you mean ${names.join(", ")}?`,
  );
}

function wrongCount(node: CallNode, definition: FunctionDefinition, count: number): never {
  const [least, most] = definition.arity;
  const wanted =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  return fail(
    "expression/type",
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    node.span,
    `${node.name} takes ${wanted} argument${wanted === "1" || wanted === "at least 1" ? "" : "s"}, but there ${count === 1 ? "is" : "are"} ${count}.`,
    "Check the brackets and commas.",
  );
}

/** `*` as an argument stands for every column. */
function expandStars(nodes: readonly SyntaxNode[], scope: Scope): readonly SyntaxNode[] {
  if (!nodes.some((node) => node.kind === "star")) return nodes;
  return nodes.flatMap((node): SyntaxNode[] =>
    node.kind === "star"
      ? scope.columns.map((column) => ({
          kind: "column",
          parts: [column.name],
          partSpans: [node.span],
          span: node.span,
        }))
      : [node],
  );
}

/** DISTINCT, FILTER and OVER belong to aggregates and windows alone. */
function refuseModifiers(node: CallNode, definition: FunctionDefinition): void {
  const word = node.distinct ? "DISTINCT" : node.modifier === "filter" ? "FILTER" : null;
  if (word !== null && definition.needs !== "aggregate")
    fail(
      "expression/type",
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      node.span,
      `${node.name} is no aggregate function and takes no ${word}.`,
      `Remove ${word}.`,
    );
  if (node.modifier === "over" && definition.needs !== "aggregate" && definition.needs !== "window")
    fail(
      "expression/type",
      "UNSUPPORTED_EXPR_FOR_WINDOW",
      node.span,
      `${node.name} cannot be computed over a window.`,
      "Remove OVER.",
    );
  const named = node.args.find((arg) => arg.kind === "named" && arg.isArgument);
  if (named !== undefined)
    fail(
      "expression/type",
      "NAMED_PARAMETERS_NOT_SUPPORTED",
      named.span,
      `${node.name} takes its arguments in order, not by name.`,
      "Leave out the names.",
    );
}

function compileCall(node: CallNode, scope: Scope): TypedExpression {
  const definition = findFunction(node.name);
  if (definition === undefined) return unknownFunction(node);
  refuseModifiers(node, definition);
  const isCountOfRows = node.name === "count" && node.args.length === 1 && node.args[0]?.kind === "star";
  const nodes = isCountOfRows ? [] : expandStars(node.args, scope);
  const [least, most] = definition.arity;
  if (nodes.length < least || nodes.length > most) return wrongCount(node, definition, nodes.length);
  const compile = (argument: SyntaxNode): TypedExpression => compileNode(argument, scope);
  const call: FunctionCall = {
    name: node.name,
    args: definition.isHigherOrder ? [] : nodes.map(compile),
    nodes,
    modifier: node.modifier,
    scope,
    span: node.span,
    compile,
  };
  if (node.modifier === "over") scope.noteBeyondRow("window", node.span);
  return definition.build(call);
}
