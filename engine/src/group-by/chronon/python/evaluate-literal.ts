import type { SyntaxNode } from "@lezer/common";
import { PythonFloat } from "../python-json.ts";
import type { Evaluate } from "./evaluate-operation.ts";
import { notRead } from "./not-read.ts";
import { PythonProblem } from "./place.ts";
import { pythonText } from "./plain-json.ts";
import { describeValue, type PythonValue } from "./python-value.ts";
import { childrenOf, placeOf, type Scope, textOf } from "./scope.ts";
import { stringParts } from "./string-literal.ts";

/** A number: whole ones as they are, others as floats. */
export function evaluateNumber(node: SyntaxNode, scope: Scope): PythonValue {
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

/** The text of a string literal. */
export function stringText(node: SyntaxNode, scope: Scope): string {
  const { start, end, decode } = stringParts(placeOf(scope, node));
  return decode(start, end);
}

/** The text of a format string; fields with a format of their own are not read. */
export function formatText(node: SyntaxNode, scope: Scope, evaluate: Evaluate): string {
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
