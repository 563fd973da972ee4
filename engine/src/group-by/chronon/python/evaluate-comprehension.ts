import type { SyntaxNode } from "@lezer/common";
import { assignTo } from "./assign.ts";
import type { Evaluate } from "./evaluate-operation.ts";
import { PythonProblem } from "./place.ts";
import { describeValue, isTruthy, itemsOf, type PythonDict, type PythonValue } from "./python-value.ts";
import { childrenOf, innerScope, placeOf, type Scope } from "./scope.ts";

type Clause =
  | { readonly kind: "for"; readonly targets: readonly SyntaxNode[]; readonly from: SyntaxNode }
  | { readonly kind: "if"; readonly test: SyntaxNode };

/** `[a for b in c if d]`, its dict and generator forms; a generator gives a list. */
export function evaluateComprehension(node: SyntaxNode, scope: Scope, evaluate: Evaluate): PythonValue {
  const children = childrenOf(node).slice(1, -1);
  const start = children.findIndex(({ name }) => name === "for");
  const [first, , second] = children.slice(0, start);
  const clauses = clausesOf(children.slice(start));
  const inner = innerScope(scope);
  const list: PythonValue[] = [];
  const dict: PythonDict = new Map();
  const run = (index: number): void => {
    const clause = clauses[index];
    if (clause === undefined) {
      if (first === undefined) return;
      if (second === undefined) list.push(evaluate(first, inner));
      else dict.set(evaluate(first, inner), evaluate(second, inner));
      return;
    }
    if (clause.kind === "if") {
      if (isTruthy(evaluate(clause.test, inner))) run(index + 1);
      return;
    }
    const source = evaluate(clause.from, inner);
    const items = itemsOf(source);
    if (items === null)
      throw new PythonProblem(
        "not-declarative",
        placeOf(scope, clause.from),
        `${describeValue(source)} cannot be gone through.`,
        "Go through a list, a tuple or a dict.",
      );
    for (const item of items) {
      assignTo(clause.targets, item, inner);
      run(index + 1);
    }
  };
  run(0);
  return second === undefined ? list : dict;
}

function clausesOf(children: readonly SyntaxNode[]): Clause[] {
  const clauses: Clause[] = [];
  let rest = children;
  while (rest.length > 0) {
    const next = rest.findIndex(({ name }, i) => i > 0 && (name === "for" || name === "if"));
    const part = next < 0 ? rest : rest.slice(0, next);
    rest = next < 0 ? [] : rest.slice(next);
    const from = part.at(-1);
    if (from === undefined) continue;
    if (part[0]?.name === "if") clauses.push({ kind: "if", test: from });
    else
      clauses.push({
        kind: "for",
        targets: part.slice(
          1,
          part.findIndex(({ name }) => name === "in"),
        ),
        from,
      });
  }
  return clauses;
}
