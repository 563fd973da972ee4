import type { SyntaxNode } from "@lezer/common";
import { PythonFloat } from "../python-json.ts";
import { PythonProblem } from "./place.ts";
import { describeValue, isTruthy, itemsOf, type PythonValue } from "./python-value.ts";
import { childrenOf, placeOf, type Scope, textOf } from "./scope.ts";

export type Evaluate = (node: SyntaxNode, scope: Scope) => PythonValue;

/** Texts and lists beyond it are nobody's definition. */
const MAX_LENGTH = 1_000_000;

/** `a or b`, `not a`, `a + b`, `a == b` and the like. */
export function evaluateOperation(node: SyntaxNode, scope: Scope, evaluate: Evaluate): PythonValue {
  const children = childrenOf(node);
  const [left, right] = [children[0], children.at(-1)];
  if (left === undefined || right === undefined) throw new Error("An operation has operands.");
  if (node.name === "UnaryExpression") {
    const value = evaluate(right, scope);
    if (left.name === "not") return !isTruthy(value);
    const sign = textOf(scope, left);
    if (typeof value === "number" && sign !== "~") return sign === "-" ? -value : value;
    if (value instanceof PythonFloat && sign !== "~") return new PythonFloat(sign === "-" ? -value.value : value.value);
    return refuse(node, scope, `${sign} does not go with ${describeValue(value)}.`);
  }
  const operator = children
    .slice(1, -1)
    .map((part) => textOf(scope, part))
    .join(" ");
  const first = evaluate(left, scope);
  if (operator === "or") return isTruthy(first) ? first : evaluate(right, scope);
  if (operator === "and") return isTruthy(first) ? evaluate(right, scope) : first;
  const second = evaluate(right, scope);
  const answer = comparison(operator, first, second) ?? arithmetic(operator, first, second);
  if (answer === null)
    return refuse(node, scope, `${describeValue(first)} ${operator} ${describeValue(second)} is not read.`);
  if ((typeof answer === "string" || Array.isArray(answer)) && answer.length > MAX_LENGTH)
    return refuse(node, scope, "The value becomes too long.");
  return answer;
}

function refuse(node: SyntaxNode, scope: Scope, message: string): never {
  throw new PythonProblem("not-declarative", placeOf(scope, node), message, "Write the value out.");
}

const isPlain = (value: PythonValue): boolean => value === null || typeof value !== "object";

function comparison(operator: string, first: PythonValue, second: PythonValue): boolean | null {
  if (operator === "in" || operator === "not in") {
    const items = itemsOf(second);
    const isInside =
      items === null
        ? typeof first === "string" && typeof second === "string" && second.includes(first)
        : items.includes(first);
    return isPlain(first) ? isInside === (operator === "in") : null;
  }
  if (!isPlain(first) && !isPlain(second)) return null;
  if (operator === "==" || operator === "is") return first === second;
  if (operator === "!=" || operator === "is not") return first !== second;
  if (typeof first !== "number" || typeof second !== "number") return null;
  if (operator === "<") return first < second;
  if (operator === "<=") return first <= second;
  if (operator === ">") return first > second;
  return operator === ">=" ? first >= second : null;
}

function arithmetic(operator: string, first: PythonValue, second: PythonValue): PythonValue {
  if (operator === "+" && typeof first === "string" && typeof second === "string") return first + second;
  if (operator === "+" && Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  if (typeof first !== "number" || typeof second !== "number") return null;
  const whole = operator === "+" ? first + second : operator === "-" ? first - second : first * second;
  return ["+", "-", "*"].includes(operator) && Number.isSafeInteger(whole) ? whole : null;
}
