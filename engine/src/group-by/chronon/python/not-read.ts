import type { SyntaxNode } from "@lezer/common";
import { PythonProblem } from "./place.ts";
import { placeOf, type Scope, textOf } from "./scope.ts";

/** Refuses an expression that is not among those that are read. */
export function notRead(node: SyntaxNode, scope: Scope): never {
  throw new PythonProblem(
    "not-declarative",
    placeOf(scope, node),
    `"${textOf(scope, node).slice(0, 40)}" is not read: a file is read, and nothing in it is executed.`,
    "Write the value out, or compile the file with Chronon and import the compiled JSON.",
  );
}
