import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../closest-names.ts";
import type { Evaluate } from "./evaluate-operation.ts";
import { notRead } from "./not-read.ts";
import { PythonProblem } from "./place.ts";
import { describeValue, itemsOf, PythonNamespace, PythonStruct, type PythonValue } from "./python-value.ts";
import { childrenOf, placeOf, type Scope, textOf } from "./scope.ts";
import { textMethod } from "./text-methods.ts";

/** `a.b` and `a[b]`. */
export function evaluateMember(node: SyntaxNode, scope: Scope, evaluate: Evaluate): PythonValue {
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
