import type {
  FunctionArgumentContext,
  PrimaryExpressionContext,
  ValueExpressionContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Span } from "../failure.ts";
import { STRING } from "../types/spark-type.ts";
import { buildConstant } from "./build-constant.ts";
import { buildColumn, identifierName } from "./build-name.ts";
import { buildNamed } from "./build-named.ts";
import { buildSubquery } from "./build-subquery.ts";
import { buildType } from "./build-type.ts";
import { type CallNode, callNode, type SyntaxNode } from "./syntax-tree.ts";
import type { TreeBuilder } from "./tree-builder.ts";

type Primary = PrimaryExpressionContext;

const textNode = (value: string, span: Span): SyntaxNode => ({ kind: "literal", type: STRING, value, span });

function buildArgument(context: FunctionArgumentContext, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const named = context.namedArgumentExpression();
  if (named !== null && named._key !== undefined && named._value !== undefined)
    return {
      kind: "named",
      name: identifierName(named._key, source),
      value: builder.expression(named._value),
      isArgument: true,
      span: source.span(context),
    };
  const expression = context.expression();
  return expression === null
    ? source.refuse(source.span(context), "An argument is missing.")
    : builder.expression(expression);
}

function buildCase(context: Primary, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const span = source.span(context);
  const whole = context.expression();
  const otherwise = context._elseExpression === undefined ? null : builder.expression(context._elseExpression);
  const subject = whole.find((item) => item !== context._elseExpression);
  const value = subject === undefined ? null : builder.expression(subject);
  const branches = context.whenClause().map((clause) => {
    const [condition, result] = clause.expression();
    if (condition === undefined || result === undefined) return source.refuse(span, "A WHEN or THEN part is missing.");
    const when = builder.expression(condition);
    return {
      when: value === null ? when : callNode("=", [value, when], when.span),
      result: builder.expression(result),
    };
  });
  return { kind: "case", branches, otherwise, span };
}

function buildCall(context: Primary, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const span = source.span(context);
  const functionName = context.functionName();
  if (functionName === null) return source.refuse(span, "A function name is missing.");
  const qualified = functionName.qualifiedName();
  const name = (
    qualified === null
      ? source.text(functionName)
      : qualified
          .identifier()
          .map((part) => identifierName(part, source))
          .join(".")
  ).toLowerCase();
  const args = context.functionArgument().map((argument) => buildArgument(argument, builder));
  const filter = context._where;
  if (filter !== undefined) builder.boolean(filter);
  const call: CallNode = {
    ...callNode(name, args, span, source.span(functionName)),
    distinct: context.setQuantifier()?.KW_DISTINCT() != null,
    modifier: context.KW_OVER() !== null ? "over" : filter !== undefined ? "filter" : "none",
  };
  return call;
}

/** TIMESTAMPADD and TIMESTAMPDIFF, whose first argument is a bare unit. */
function buildUnitCall(context: Primary, name: string, builder: TreeBuilder): SyntaxNode | null {
  const { source } = builder;
  const unit = context._unit;
  const invalidUnit = context._invalidUnit;
  const values = [context._unitsAmount ?? context._startTimestamp, context._timestamp ?? context._endTimestamp];
  const [first, second] = values;
  if ((unit === undefined && invalidUnit === undefined) || first === undefined || second === undefined) return null;
  if (unit === undefined)
    return source.refuse(source.span(context), "The unit must be a bare word such as DAY, not a string.");
  const target = context._unitsAmount === undefined ? "timestampdiff" : "timestampadd";
  const span = source.span(context);
  return callNode(
    target,
    [textNode(source.text(unit), source.span(unit)), builder.value(first), builder.value(second)],
    span,
    { start: span.start, end: span.start + name.length },
  );
}

function present(values: readonly (ValueExpressionContext | undefined)[], builder: TreeBuilder): SyntaxNode[] {
  return values.flatMap((value) => (value === undefined ? [] : [builder.value(value)]));
}

/** Functions with words between their arguments: CAST, EXTRACT, TRIM … FROM, SUBSTRING … FOR, POSITION … IN. */
function buildSpecial(context: Primary, builder: TreeBuilder): SyntaxNode | null {
  const { source } = builder;
  const span = source.span(context);
  const named = (name: string, args: readonly SyntaxNode[]): SyntaxNode => callNode(name, args, span);
  const dataType = context.dataType();
  const [expression] = context.expression();
  if (dataType !== null && expression !== undefined) {
    const operand = builder.expression(expression);
    return { kind: "cast", operand, type: buildType(dataType, source), span };
  }
  if (context.KW_EXTRACT() !== null && context._field !== undefined)
    return named("extract", [
      textNode(identifierName(context._field, source), source.span(context._field)),
      ...present([context._source], builder),
    ]);
  if (context._pos !== undefined)
    return named("substring", present([context._str, context._pos, context._len], builder));
  if (context._srcStr !== undefined) {
    const option = context._trimOption?.text?.toLowerCase() ?? "both";
    const name = option === "leading" ? "trim leading" : option === "trailing" ? "trim trailing" : "trim both";
    return named(name, present([context._srcStr, context._trimStr], builder));
  }
  if (context._substr !== undefined) return named("position", present([context._substr, context._str], builder));
  if (context._input !== undefined)
    return named("overlay", present([context._input, context._replace, context._position, context._length], builder));
  for (const [word, name] of [
    [context.KW_FIRST(), "first"],
    [context.KW_LAST(), "last"],
    [context.KW_ANY_VALUE(), "any_value"],
    [context._percentage === undefined ? null : context.KW_PERCENTILE_CONT(), "percentile_cont"],
    [context._percentage === undefined ? null : context.KW_PERCENTILE_DISC(), "percentile_disc"],
  ] as const)
    if (word !== null)
      return named(name, [
        ...context.expression().map((item) => builder.expression(item)),
        ...present([context._percentage], builder),
      ]);
  return null;
}

function buildAccess(context: Primary, builder: TreeBuilder): SyntaxNode | null {
  const { source } = builder;
  const span = source.span(context);
  const base = context._base ?? context._value;
  if (base === undefined) return null;
  if (context._fieldName !== undefined) {
    const node = buildPrimary(base, builder);
    const name = identifierName(context._fieldName, source);
    const nameSpan = source.span(context._fieldName);
    if (node.kind === "column")
      return { ...node, parts: [...node.parts, name], partSpans: [...node.partSpans, nameSpan], span };
    return { kind: "field", base: node, name, nameSpan, span };
  }
  const index = context._index;
  return index === undefined
    ? null
    : { kind: "index", base: buildPrimary(base, builder), index: builder.value(index), span };
}

/** Turns the grammar's tree of a primary expression into ours. */
export function buildPrimary(context: Primary, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const span = source.span(context);
  const constant = context.constant();
  if (constant !== null) return buildConstant(constant, source);
  const path = context.columnNamePath();
  if (path !== null) return buildColumn(path.multipartIdentifier(), source);
  if (context.ARROW() !== null) {
    const [body] = context.expression();
    if (body === undefined) return source.refuse(span, "The body of this lambda is missing.");
    const parameters = context.identifier().map((name) => identifierName(name, source));
    return { kind: "lambda", parameters, body: builder.expression(body), span };
  }
  if (context.functionName() !== null) return buildCall(context, builder);
  const access = buildAccess(context, builder);
  if (access !== null) return access;
  if (context.whenClause().length > 0) return buildCase(context, builder);
  const query = context.query();
  if (query !== null) return buildSubquery(query, "scalar", span, builder);
  const named = context.namedExpression();
  if (context.KW_STRUCT() !== null || named.length > 0) {
    const args = named.map((item) => buildNamed(item, builder));
    return callNode("struct", args, span);
  }
  if (context.ASTERISK() !== null) return { kind: "star", span };
  const keyword = context._name?.text ?? "";
  const special = buildUnitCall(context, keyword, builder) ?? buildSpecial(context, builder);
  if (special !== null) return special;
  const [inner] = context.expression();
  if (inner !== undefined && context.KW_IDENTIFIER() === null) return builder.expression(inner);
  if (keyword !== "") return { kind: "column", parts: [keyword], partSpans: [span], span };
  return source.refuse(span, "This form cannot be used in an expression.");
}
