import { coerceArgument } from "../analysis/coerce.ts";
import type { BeyondRow, Scope } from "../analysis/scope.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import type { Span } from "../failure.ts";
import type { CallNode, SyntaxNode } from "../syntax/syntax-tree.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { TypeRule } from "../types/type-rule.ts";
import type { SparkValue } from "../values/spark-value.ts";

/** One use of a function or operator. */
export interface FunctionCall {
  /** As it was written, for messages. */
  readonly name: string;
  /** Empty for a higher-order function, which compiles its own arguments. */
  readonly args: readonly TypedExpression[];
  readonly nodes: readonly SyntaxNode[];
  readonly modifier: CallNode["modifier"];
  readonly scope: Scope;
  readonly span: Span;
  /** Compiles an argument in the scope of the call. */
  readonly compile: (node: SyntaxNode) => TypedExpression;
}

/** A function or operator of Spark SQL. */
export interface FunctionDefinition {
  readonly names: readonly string[];
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly isHigherOrder?: boolean;
  /** What it needs beyond one row; only an aggregate may be DISTINCT or filtered, only it and windows stand before OVER. */
  readonly needs?: BeyondRow;
  readonly build: (call: FunctionCall) => TypedExpression;
}

export const MANY = Number.POSITIVE_INFINITY;

/** A definition that computes its own type; a text names one function or several, separated by blanks. */
export function define(
  names: string | readonly string[],
  arity: readonly [number, number],
  build: (call: FunctionCall) => TypedExpression,
): FunctionDefinition {
  return { names: typeof names === "string" ? names.split(" ") : names, arity, build };
}

interface Simple {
  /** What each parameter takes; the last one repeats if `repeats` says so. */
  readonly takes: readonly TypeRule[];
  /** How many arguments at the end may be left out. */
  readonly optional?: number;
  readonly repeats?: boolean;
  readonly gives: SparkType | ((args: readonly TypedExpression[]) => SparkType);
  /** Gets null arguments too, instead of giving null for them. */
  readonly seesNulls?: boolean;
  readonly compute: (...values: never[]) => SparkValue;
}

/** Coerces all arguments of a call to the rules of its parameters. */
function coerceAll(call: FunctionCall, takes: readonly TypeRule[]): TypedExpression[] {
  const last = takes.at(-1);
  return call.args.map((argument, index) => {
    const rule = takes[index] ?? last;
    return rule === undefined ? argument : coerceArgument(call.name, argument, index, rule);
  });
}

/** A function whose parameters, result type and computation are fixed. */
export function simple(
  names: string,
  { takes, optional = 0, repeats, gives, seesNulls, compute }: Simple,
): FunctionDefinition {
  return define(names, [takes.length - optional, repeats ? MANY : takes.length], (call) => {
    const args = coerceAll(call, takes);
    const type = typeof gives === "function" ? gives(args) : gives;
    return (seesNulls ? lenient : strict)(type, args, call.span, compute);
  });
}
