import type { SyntaxNode } from "@lezer/common";
import { PythonProblem } from "./place.ts";
import { describeValue, itemsOf, type PythonValue } from "./python-value.ts";
import { childrenOf, placeOf, type Scope, splitAtCommas, textOf } from "./scope.ts";

/** Gives names a value: `a`, `a, b`, `(a, b)`. */
export function assignTo(targets: readonly SyntaxNode[], value: PythonValue, scope: Scope): void {
  const parts = splitAtCommas(targets);
  const [target] = targets;
  if (target === undefined) return;
  if (parts.length === 1) {
    if (target.name === "VariableName") scope.names.set(textOf(scope, target), value);
    else if (target.name === "TupleExpression" || target.name === "ParenthesizedExpression")
      assignTo(childrenOf(target).slice(1, -1), value, scope);
    else
      throw new PythonProblem(
        "not-declarative",
        placeOf(scope, target),
        `"${textOf(scope, target)}" is changed; only names are given values here.`,
        "Write the value into the call that makes the definition.",
      );
    return;
  }
  const items = itemsOf(value);
  if (items?.length !== parts.length)
    throw new PythonProblem(
      "not-declarative",
      placeOf(scope, target),
      `${describeValue(value)} does not have ${parts.length} parts.`,
      "Give each name a value of its own.",
    );
  for (const [i, part] of parts.entries()) assignTo(part, items[i] ?? null, scope);
}
