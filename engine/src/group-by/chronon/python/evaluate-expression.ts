import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../closest-names.ts";
import { PythonFloat } from "../python-json.ts";
import { evaluateCall, functionOf } from "./evaluate-call.ts";
import { evaluateComprehension } from "./evaluate-comprehension.ts";
import { evaluateOperation } from "./evaluate-operation.ts";
import { AlreadyReported, PythonProblem } from "./place.ts";
import { pythonText } from "./plain-json.ts";
import {
  describeValue,
  isTruthy,
  itemsOf,
  type PythonDict,
  PythonNamespace,
  PythonStruct,
  PythonTuple,
  PythonUnread,
  type PythonValue,
} from "./python-value.ts";
import { childrenOf, lookUp, placeOf, type Scope, splitAtCommas, textOf } from "./scope.ts";
import { stringParts } from "./string-literal.ts";
import { textMethod } from "./text-methods.ts";

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
      return formatText(node, scope);
    case "ContinuedString":
      return children
        .map((part) => (part.name === "String" ? stringText(part, scope) : formatText(part, scope)))
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
      return known(evaluateMember(node, scope), node, scope);
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

function notRead(node: SyntaxNode, scope: Scope): never {
  throw new PythonProblem(
    "not-declarative",
    placeOf(scope, node),
    `"${textOf(scope, node).slice(0, 40)}" is not read: a file is read, and nothing in it is executed.`,
    "Write the value out, or compile the file with Chronon and import the compiled JSON.",
  );
}

function evaluateNumber(node: SyntaxNode, scope: Scope): PythonValue {
  const text = textOf(scope, node).replaceAll("_", "");
  const isFloat = !/^0[xob]/i.test(text) && /[.e]/i.test(text);
  const value = Number(text);
  const isExact = isFloat ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (!isExact)
    throw new PythonProblem(
      "bad-number",
      placeOf(scope, node),
      `The number ${textOf(scope, node)} is not read.`,
      "Write a whole number below 2^53 or a float.",
    );
  return isFloat ? new PythonFloat(value) : value;
}

function stringText(node: SyntaxNode, scope: Scope): string {
  const { start, end, decode } = stringParts(placeOf(scope, node));
  return decode(start, end);
}

function formatText(node: SyntaxNode, scope: Scope): string {
  const { start, end, decode } = stringParts(placeOf(scope, node));
  let text = "";
  let from = start;
  for (const part of childrenOf(node)) {
    if (part.name !== "FormatReplacement") continue;
    const [, expression, closing, ...more] = childrenOf(part);
    if (expression === undefined || closing?.name !== "}" || more.length > 0) return notRead(part, scope);
    const value = evaluate(expression, scope);
    const shown = pythonText(value);
    if (shown === null)
      throw new PythonProblem(
        "not-a-text",
        placeOf(scope, expression),
        `${describeValue(value)} cannot stand in a text.`,
        "Put a text or a number there.",
      );
    text += decode(from, part.from) + shown;
    from = part.to;
  }
  return text + decode(from, end);
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

/** `a.b` and `a[b]`. */
function evaluateMember(node: SyntaxNode, scope: Scope): PythonValue {
  const [object, open, member, ...rest] = childrenOf(node);
  if (object === undefined || member === undefined) return notRead(node, scope);
  const value = evaluate(object, scope);
  if (open?.name === "[") {
    const index = evaluate(member, scope);
    if (rest.length > 1) return notRead(node, scope);
    if (value instanceof Map && value.has(index)) return value.get(index) ?? null;
    const items = value instanceof Map ? null : itemsOf(value);
    const item = typeof index === "number" ? items?.at(index) : undefined;
    return item === undefined ? noMember(node, scope, value, textOf(scope, member), []) : item;
  }
  const name = textOf(scope, member);
  if (value instanceof PythonNamespace) {
    const found = value.members.get(name);
    return found === undefined ? noMember(node, scope, value, name, [...value.members.keys()]) : found;
  }
  if (typeof value === "string") return textMethod(value, name) ?? noMember(node, scope, value, name, []);
  if (value instanceof PythonStruct) return name === "tags" ? value.tags : value.get(name);
  return noMember(node, scope, value, name, []);
}

function noMember(node: SyntaxNode, scope: Scope, value: PythonValue, name: string, names: readonly string[]): never {
  throw new PythonProblem(
    "unknown-member",
    placeOf(scope, node),
    `${describeValue(value)} has no ${name} here.`,
    names.length > 0 ? didYouMean(name, names) : "Write the value out.",
  );
}
