import type { SyntaxNode } from "@lezer/common";
import { type Place, type PythonFile, PythonProblem } from "./place.ts";
import type { PythonValue } from "./python-value.ts";

/** More steps than any file of definitions takes: functions that call each other cannot go on for ever. */
const MAX_STEPS = 200_000;
const MAX_DEPTH = 200;

/** What one reading of a file and of those that it imports may use up. */
export class Budget {
  private steps = 0;
  private depth = 0;

  /** Runs one step inside others. */
  within<T>(place: Place, step: () => T): T {
    if (++this.steps > MAX_STEPS)
      throw new PythonProblem("too-long", place, "The file takes too many steps to read.", "Write definitions out.");
    if (this.depth >= MAX_DEPTH)
      throw new PythonProblem("too-deep", place, "The expression is nested too deeply.", "Write it flatter.");
    this.depth++;
    try {
      return step();
    } finally {
      this.depth--;
    }
  }
}

/** Names and their values, of a module or of a function's call inside it. */
export interface Scope {
  readonly file: PythonFile;
  readonly names: Map<string, PythonValue>;
  readonly outer: Scope | null;
  readonly budget: Budget;
}

export function lookUp(scope: Scope, name: string): PythonValue | undefined {
  for (let one: Scope | null = scope; one !== null; one = one.outer) {
    const value = one.names.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const innerScope = (outer: Scope): Scope => ({ ...outer, names: new Map(), outer });

export const placeOf = ({ file }: Scope, { from, to }: SyntaxNode): Place => ({ file, start: from, end: to });

export const textOf = ({ file }: Scope, { from, to }: SyntaxNode): string => file.text.slice(from, to);

/** Children without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== "Comment") children.push(child);
  return children;
}

/** Children between commas, without brackets: `[a, b]` gives one list for `a` and one for `b`. */
export function splitAtCommas(children: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const child of children) {
    if (child.name === ",") parts.push([]);
    else parts.at(-1)?.push(child);
  }
  return parts.filter((part) => part.length > 0);
}
