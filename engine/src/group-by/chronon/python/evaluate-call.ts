import type { SyntaxNode } from "@lezer/common";
import { bindArguments } from "./bind-arguments.ts";
import type { Evaluate } from "./evaluate-operation.ts";
import { type Place, PythonProblem } from "./place.ts";
import { type Call, describeValue, itemsOf, PythonFunction, PythonTuple, type PythonValue } from "./python-value.ts";
import { childrenOf, innerScope, placeOf, type Scope, splitAtCommas, textOf } from "./scope.ts";

/** `f(a, *b, c=d, **e)`. */
export function evaluateCall(node: SyntaxNode, scope: Scope, evaluate: Evaluate): PythonValue {
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) throw new Error("A call has a function and arguments.");
  const target = evaluate(callee, scope);
  if (!(target instanceof PythonFunction))
    throw new PythonProblem(
      "not-a-function",
      placeOf(scope, callee),
      `"${textOf(scope, callee)}" is ${describeValue(target)} and cannot be called.`,
      "Call one of Chronon's constructors.",
    );
  const positional: PythonValue[] = [];
  const named = new Map<string, PythonValue>();
  const places = new Map<number | string, Place>();
  const setNamed = (name: string, value: PythonValue, place: Place): void => {
    if (named.has(name))
      throw new PythonProblem("wrong-arguments", place, `The call gives ${name} twice.`, "Write it once.");
    places.set(name, place);
    named.set(name, value);
  };
  for (const part of splitAtCommas(childrenOf(list).slice(1, -1))) {
    const [first, second, third] = part;
    if (first === undefined) continue;
    const spread = (first.name === "*" || first.name === "**") && second !== undefined ? evaluate(second, scope) : null;
    const refuse = (one: SyntaxNode): never => {
      throw new PythonProblem(
        "not-declarative",
        placeOf(scope, one),
        `"${textOf(scope, one)}" cannot be spread into arguments.`,
        "Write the arguments out.",
      );
    };
    if (first.name === "*") positional.push(...(itemsOf(spread) ?? refuse(second ?? first)));
    else if (first.name === "**") {
      if (!(spread instanceof Map)) return refuse(second ?? first);
      for (const [key, value] of spread) setNamed(String(key), value, placeOf(scope, second ?? first));
    } else if (second?.name === "AssignOp" && third !== undefined) {
      setNamed(textOf(scope, first), evaluate(third, scope), placeOf(scope, third));
    } else {
      places.set(positional.length, placeOf(scope, first));
      positional.push(evaluate(first, scope));
    }
  }
  return target.call({ place: placeOf(scope, callee), positional, named, places });
}

interface Parameter {
  readonly name: string;
  readonly kind: "plain" | "*" | "**";
  readonly fallback: SyntaxNode | null;
}

function parametersOf(list: SyntaxNode | null, scope: Scope): Parameter[] {
  const children = list === null ? [] : childrenOf(list).filter(({ name }) => name !== "(" && name !== ")");
  return splitAtCommas(children).flatMap((part): Parameter[] => {
    const star = part[0]?.name;
    const name = part.find((child) => child.name === "VariableName");
    const assign = part.findIndex((child) => child.name === "AssignOp");
    if (name === undefined) return star === "*" ? [{ name: "", kind: "*", fallback: null }] : [];
    const kind = star === "*" || star === "**" ? star : "plain";
    return [{ name: textOf(scope, name), kind, fallback: assign < 0 ? null : (part[assign + 1] ?? null) }];
  });
}

/** The one expression that a function returns, after what documents it; null when it does more. */
function returned(node: SyntaxNode): SyntaxNode | null {
  if (node.name === "LambdaExpression") return childrenOf(node).at(-1) ?? null;
  const body = node.getChild("Body");
  if (body === null) return null;
  const statements = childrenOf(body).filter(({ name }) => name !== ":");
  const [only, ...more] = statements.filter(
    (one, i) => !(i === 0 && one.name === "ExpressionStatement" && one.firstChild?.name.endsWith("String")),
  );
  if (only?.name !== "ReturnStatement" || more.length > 0) return null;
  const [, expression, ...others] = childrenOf(only);
  return others.length > 0 ? null : (expression ?? null);
}

/** A function of the file, when all that it does is to return an expression. */
export function functionOf(name: string, node: SyntaxNode, scope: Scope, evaluate: Evaluate): PythonFunction {
  const expression = returned(node);
  const parameters = parametersOf(node.getChild("ParamList"), scope);
  const fallbacks = new Map(
    parameters.flatMap((one) => (one.fallback === null ? [] : [[one.name, evaluate(one.fallback, scope)] as const])),
  );
  const plain = parameters.filter(({ kind }) => kind === "plain").map((one) => one.name);
  const star = parameters.findIndex(({ kind }) => kind === "*");
  const positional = star < 0 ? plain.length : star;
  const required = plain.filter((one) => !fallbacks.has(one));
  return new PythonFunction(name, (call: Call) => {
    if (expression === null)
      throw new PythonProblem(
        "not-declarative",
        call.place,
        `The function ${name} does more than return an expression, and nothing is executed here.`,
        "Make it one return, or compile the file with Chronon and import the compiled JSON.",
      );
    const list = parameters.find(({ kind }) => kind === "*");
    const dict = parameters.find(({ kind }) => kind === "**");
    const bound = bindArguments(call, {
      name,
      parameters: plain,
      required,
      positional,
      takesMore: dict !== undefined,
      takesList: list !== undefined && list.name !== "",
    });
    const inner = innerScope(scope);
    for (const one of plain) {
      const value = bound.values.get(one);
      inner.names.set(one, value === undefined ? (fallbacks.get(one) ?? null) : value);
    }
    if (list !== undefined && list.name !== "") inner.names.set(list.name, new PythonTuple(bound.list));
    if (dict !== undefined) inner.names.set(dict.name, new Map(bound.more));
    return evaluate(expression, inner);
  });
}
