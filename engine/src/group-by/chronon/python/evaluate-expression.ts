import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../closest-names.ts";
import { evaluateCall, functionOf } from "./evaluate-call.ts";
import { evaluateComprehension } from "./evaluate-comprehension.ts";
import { evaluateNumber, formatText, stringText } from "./evaluate-literal.ts";
import { evaluateMember } from "./evaluate-member.ts";
import { evaluateOperation } from "./evaluate-operation.ts";
import { notRead } from "./not-read.ts";
import { AlreadyReported, PythonProblem } from "./place.ts";
import { isTruthy, itemsOf, type PythonDict, PythonTuple, PythonUnread, type PythonValue } from "./python-value.ts";
import { childrenOf, lookUp, placeOf, type Scope, splitAtCommas, textOf } from "./scope.ts";

/** The value of an expression, found without running Python. Throws `PythonProblem` for what is not read. */
export function evaluate(node: SyntaxNode, scope: Scope): PythonValue {
  return scope.budget.within(placeOf(scope, node), () => evaluateNode(node, scope));
}

function evaluateNode(node: SyntaxNode, scope: Scope): PythonValue {
  const children = childrenOf(node);
  const [first, second, third] = children;
  switch (node.name) {
    case "None":
      return null;
    case "Boolean":
      return textOf(scope, node) === "True";
    case "Number":
      return evaluateNumber(node, scope);
    case "String":
      return stringText(node, scope);
    case "FormatString":
      return formatText(node, scope, evaluate);
    case "ContinuedString":
      return children
        .map((part) => (part.name === "String" ? stringText(part, scope) : formatText(part, scope, evaluate)))
        .join("");
    case "VariableName":
      return known(evaluateName(node, scope), node, scope);
    case "ParenthesizedExpression":
      return second === undefined ? notRead(node, scope) : evaluate(second, scope);
    case "ArrayExpression":
      return evaluateItems(children.slice(1, -1), scope);
    case "TupleExpression":
      return new PythonTuple(evaluateItems(children.slice(1, -1), scope));
    case "DictionaryExpression":
      return evaluateDict(children.slice(1, -1), scope);
    case "ArrayComprehensionExpression":
    case "ComprehensionExpression":
    case "DictionaryComprehensionExpression":
      return evaluateComprehension(node, scope, evaluate);
    case "CallExpression":
      return evaluateCall(node, scope, evaluate);
    case "MemberExpression":
      return known(evaluateMember(node, scope, evaluate), node, scope);
    case "UnaryExpression":
    case "BinaryExpression":
      return evaluateOperation(node, scope, evaluate);
    case "LambdaExpression":
      return functionOf("lambda", node, scope, evaluate);
    case "ConditionalExpression": {
      const other = children.at(-1);
      if (first === undefined || third === undefined || other === undefined) return notRead(node, scope);
      return isTruthy(evaluate(third, scope)) ? evaluate(first, scope) : evaluate(other, scope);
    }
    default:
      return notRead(node, scope);
  }
}

function evaluateName(node: SyntaxNode, scope: Scope): PythonValue {
  const name = textOf(scope, node);
  const value = lookUp(scope, name);
  if (value !== undefined) return value;
  const names: string[] = [];
  for (let one: Scope | null = scope; one !== null; one = one.outer) names.push(...one.names.keys());
  throw new PythonProblem(
    "unknown-name",
    placeOf(scope, node),
    `The name "${name}" is not known here.`,
    didYouMean(name, names),
  );
}

/** Names of modules that are not read may stand in a file as long as nothing is made with them. */
function known(value: PythonValue, node: SyntaxNode, scope: Scope): PythonValue {
  if (!(value instanceof PythonUnread)) return value;
  if (value.reason === null) throw new AlreadyReported();
  throw new PythonProblem(
    "not-read",
    placeOf(scope, node),
    `"${textOf(scope, node)}" is not known here: ${value.reason}`,
    "Write its value out, or compile the file with Chronon and import the compiled JSON.",
  );
}

function evaluateItems(children: readonly SyntaxNode[], scope: Scope): PythonValue[] {
  return splitAtCommas(children).flatMap(([first, second]): readonly PythonValue[] => {
    if (first === undefined) return [];
    if (first.name !== "*" || second === undefined) return [evaluate(first, scope)];
    return itemsOf(evaluate(second, scope)) ?? notRead(second, scope);
  });
}

function evaluateDict(children: readonly SyntaxNode[], scope: Scope): PythonDict {
  const dict: PythonDict = new Map();
  for (const [first, second, third] of splitAtCommas(children)) {
    if (first?.name === "**" && second !== undefined) {
      const inner = evaluate(second, scope);
      if (!(inner instanceof Map)) return notRead(second, scope);
      for (const [key, value] of inner) dict.set(key, value);
    } else if (first !== undefined && third !== undefined) dict.set(evaluate(first, scope), evaluate(third, scope));
  }
  return dict;
}
