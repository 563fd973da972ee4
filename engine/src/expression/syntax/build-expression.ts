import type {
  BooleanExpressionContext,
  ExpressionContext,
  PredicateContext,
  ValueExpressionContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Span } from "../failure.ts";
import { BOOLEAN, STRING } from "../types/spark-type.ts";
import { stringValue } from "./build-name.ts";
import { buildPrimary } from "./build-primary.ts";
import { buildSubquery } from "./build-subquery.ts";
import type { Source } from "./source.ts";
import { callNode, type SyntaxNode } from "./syntax-tree.ts";
import type { TreeBuilder } from "./tree-builder.ts";

/** Turns the grammar's tree of an expression into ours. */
export function buildExpression(context: ExpressionContext, source: Source): SyntaxNode {
  const builder: TreeBuilder = {
    source,
    expression: (inner) => buildBoolean(inner.booleanExpression(), builder),
    boolean: (inner) => buildBoolean(inner, builder),
    value: (inner) => buildValue(inner, builder),
  };
  return builder.expression(context);
}

function buildBoolean(context: BooleanExpressionContext, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const span = source.span(context);
  const operands = context.booleanExpression();
  const [left, right] = operands;
  if (left !== undefined && right !== undefined) {
    const name = context.KW_AND() === null ? "or" : "and";
    return callNode(name, [buildBoolean(left, builder), buildBoolean(right, builder)], span);
  }
  if (left !== undefined) return callNode("not", [buildBoolean(left, builder)], span);
  const query = context.query();
  if (query !== null) return buildSubquery(query, "exists", span, builder);
  const value = context.valueExpression();
  if (value === null) return source.refuse(span, "An expression is missing here.");
  const operand = buildValue(value, builder);
  const predicate = context.predicate();
  return predicate === null ? operand : buildPredicate(operand, predicate, span, builder);
}

const COMPARISONS: Readonly<Record<string, string>> = {
  "==": "=",
  "!=": "<>",
  "!>": "<=",
  "!<": ">=",
};

function buildValue(context: ValueExpressionContext, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const primary = context.primaryExpression();
  if (primary !== null) return buildPrimary(primary, builder);
  const span = source.span(context);
  const operands = context.valueExpression().map((operand) => buildValue(operand, builder));
  const comparison = context.comparisonOperator();
  const written = comparison === null ? (context._operator?.text ?? "") : source.text(comparison);
  const [operand] = operands;
  if (operands.length === 1 && operand !== undefined)
    return callNode(written === "-" ? "negative" : written === "+" ? "positive" : "~", [operand], span);
  const name = COMPARISONS[written] ?? written.toLowerCase();
  const both = operands as [SyntaxNode, SyntaxNode];
  if (name === "<>") return callNode("not", [callNode("=", both, span)], span);
  return callNode(name === "||" ? "concat" : name, both, span);
}

function buildPredicate(operand: SyntaxNode, context: PredicateContext, span: Span, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const negated = (node: SyntaxNode): SyntaxNode => (context.KW_NOT() === null ? node : callNode("not", [node], span));
  const values = context.valueExpression().map((value) => buildValue(value, builder));
  const [first, second] = values;
  const kind = context._kind?.text?.toLowerCase() ?? "";
  switch (kind) {
    case "between":
      if (first === undefined || second === undefined) break;
      return negated(
        callNode("and", [callNode(">=", [operand, first], span), callNode("<=", [operand, second], span)], span),
      );
    case "in": {
      const query = context.query();
      if (query !== null) return negated(buildSubquery(query, "in", span, builder));
      return negated(callNode("in", [operand, ...context.expression().map((item) => builder.expression(item))], span));
    }
    case "like":
    case "ilike":
      return buildLike(operand, context, kind, span, builder, negated);
    case "rlike":
    case "regexp":
      if (first === undefined) break;
      return negated(callNode("rlike", [operand, first], span));
    case "null":
      return callNode(context.KW_NOT() === null ? "isnull" : "isnotnull", [operand], span);
    case "true":
    case "false":
      return negated(
        callNode("<=>", [operand, { kind: "literal", type: BOOLEAN, value: kind === "true", span }], span),
      );
    case "unknown":
      return callNode(context.KW_NOT() === null ? "is unknown" : "is known", [operand], span);
    case "distinct": {
      const same = first === undefined ? operand : callNode("<=>", [operand, first], span);
      return context.KW_NOT() === null ? callNode("not", [same], span) : same;
    }
  }
  return source.refuse(span, "This condition is not complete.");
}

function buildLike(
  operand: SyntaxNode,
  context: PredicateContext,
  kind: string,
  span: Span,
  builder: TreeBuilder,
  negated: (node: SyntaxNode) => SyntaxNode,
): SyntaxNode {
  const { source } = builder;
  const quantifier = context._quantifier?.text?.toLowerCase();
  if (quantifier !== undefined) {
    const patterns = context.expression().map((pattern) => builder.expression(pattern));
    if (patterns.length === 0) source.refuse(span, "At least one pattern is expected between the brackets.");
    const likes = patterns.map((pattern) => negated(callNode(kind, [operand, pattern], span)));
    return callNode(quantifier === "all" ? "like all" : "like any", likes, span);
  }
  const pattern = context._pattern;
  if (pattern === undefined) return source.refuse(span, "A pattern is missing.");
  const args = [operand, buildValue(pattern, builder)];
  const escapeChar = context._escapeChar;
  if (escapeChar !== undefined) {
    const text = stringValue(escapeChar, source);
    if ([...text].length !== 1) source.refuse(source.span(escapeChar), "ESCAPE takes exactly one character.");
    args.push({ kind: "literal", type: STRING, value: text, span: source.span(escapeChar) });
  }
  return negated(callNode(kind, args, span));
}
