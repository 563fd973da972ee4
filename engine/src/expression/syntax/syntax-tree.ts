import type { Span } from "../failure.ts";
import type { SparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";

export interface LiteralNode {
  readonly kind: "literal";
  readonly type: SparkType;
  readonly value: SparkValue;
  readonly span: Span;
}

/** A dotted name: a column, perhaps with fields behind it, or a lambda variable. */
export interface ColumnNode {
  readonly kind: "column";
  readonly parts: readonly string[];
  readonly partSpans: readonly Span[];
  readonly span: Span;
}

/** A function or an operator (`+`, `and`, `like` …), which the compiler treats alike; the name is in lower case. */
export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly SyntaxNode[];
  readonly nameSpan: Span;
  readonly span: Span;
  readonly distinct: boolean;
  /** `FILTER (WHERE …)` or `OVER (…)` stands behind the call. */
  readonly modifier: "none" | "filter" | "over";
}

interface CastNode {
  readonly kind: "cast";
  readonly operand: SyntaxNode;
  readonly type: SparkType;
  readonly span: Span;
}

interface CaseNode {
  readonly kind: "case";
  readonly branches: readonly { readonly when: SyntaxNode; readonly result: SyntaxNode }[];
  readonly otherwise: SyntaxNode | null;
  readonly span: Span;
}

interface FieldNode {
  readonly kind: "field";
  readonly base: SyntaxNode;
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
}

interface IndexNode {
  readonly kind: "index";
  readonly base: SyntaxNode;
  readonly index: SyntaxNode;
  readonly span: Span;
}

interface LambdaNode {
  readonly kind: "lambda";
  readonly parameters: readonly string[];
  readonly body: SyntaxNode;
  readonly span: Span;
}

/** `value AS name` inside a struct, or `name => value` as an argument. */
interface NamedNode {
  readonly kind: "named";
  readonly name: string;
  readonly value: SyntaxNode;
  readonly isArgument: boolean;
  readonly span: Span;
}

/** Every column, as in `COUNT(*)`. */
interface StarNode {
  readonly kind: "star";
  readonly span: Span;
}

/** A sub-query is parsed but never run; `single` is its one selected expression where it is that simple. */
export interface SubqueryNode {
  readonly kind: "subquery";
  readonly form: "scalar" | "exists" | "in";
  readonly single: SyntaxNode | null;
  readonly span: Span;
}

/** An expression as it was written, with places; knows nothing of columns and types. */
export type SyntaxNode =
  | LiteralNode
  | ColumnNode
  | CallNode
  | CastNode
  | CaseNode
  | FieldNode
  | IndexNode
  | LambdaNode
  | NamedNode
  | StarNode
  | SubqueryNode;

/** A plain call of a function or operator. */
export function callNode(name: string, args: readonly SyntaxNode[], span: Span, nameSpan: Span = span): CallNode {
  return { kind: "call", name, args, nameSpan, span, distinct: false, modifier: "none" };
}
