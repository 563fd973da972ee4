import type {
  FunctionArgumentContext,
  NamedExpressionContext,
  PrimaryExpressionContext,
  ValueExpressionContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Span } from "../failure.ts";
import { STRING } from "../types/spark-type.ts";
import { buildConstant } from "./build-constant.ts";
import { buildBoolean, buildExpression, buildValue } from "./build-expression.ts";
import { aliasName, buildColumn, identifierName } from "./build-name.ts";
import { buildSubquery } from "./build-subquery.ts";
import { buildType } from "./build-type.ts";
import type { Source } from "./source.ts";
import { type CallNode, callNode, type SyntaxNode } from "./syntax-tree.ts";

type Primary = PrimaryExpressionContext;

const textNode = (value: string, span: Span): SyntaxNode => ({ kind: "literal", type: STRING, value, span });

/** `value`, `value AS name` or `*`, as struct and row constructors take them. */
function buildNamed(context: NamedExpressionContext, source: Source): SyntaxNode {
  const span = source.span(context);
  if (context.tableAllColumns() !== null) return { kind: "star", span };
  const literal = context.selectLiteralColumnName()?.columnName().multipartIdentifierAllowEmpty() ?? null;
  const expression = context.selectExpressionColumnName();
  const value =
    literal !== null
      ? buildColumn(literal.multipartIdentifier(), source)
      : expression !== null
        ? buildExpression(expression.expression(), source)
        : source.refuse(span, "An expression is missing here.");
  const alias = context._alias;
  if (alias === undefined) return value;
  return { kind: "named", name: aliasName(alias, source), value, isArgument: false, span };
}

function buildArgument(context: FunctionArgumentContext, source: Source): SyntaxNode {
  const named = context.namedArgumentExpression();
  if (named !== null && named._key !== undefined && named._value !== undefined)
    return {
      kind: "named",
      name: identifierName(named._key, source),
      value: buildExpression(named._value, source),
      isArgument: true,
      span: source.span(context),
    };
  const expression = context.expression();
  return expression === null
    ? source.refuse(source.span(context), "An argument is missing.")
    : buildExpression(expression, source);
}

function buildCase(context: Primary, source: Source): SyntaxNode {
  const span = source.span(context);
  const whole = context.expression();
  const otherwise = context._elseExpression === undefined ? null : buildExpression(context._elseExpression, source);
  const subject = whole.find((item) => item !== context._elseExpression);
  const value = subject === undefined ? null : buildExpression(subject, source);
  const branches = context.whenClause().map((clause) => {
    const [condition, result] = clause.expression();
    if (condition === undefined || result === undefined) return source.refuse(span, "A WHEN or THEN part is missing.");
    const when = buildExpression(condition, source);
    return {
      when: value === null ? when : callNode("=", [value, when], when.span),
      result: buildExpression(result, source),
    };
  });
  return { kind: "case", branches, otherwise, span };
}

function buildCall(context: Primary, source: Source): SyntaxNode {
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
  const args = context.functionArgument().map((argument) => buildArgument(argument, source));
  const filter = context._where;
  if (filter !== undefined) buildBoolean(filter, source);
  const call: CallNode = {
    ...callNode(name, args, span, source.span(functionName)),
    distinct: context.setQuantifier()?.KW_DISTINCT() != null,
    modifier: context.KW_OVER() !== null ? "over" : filter !== undefined ? "filter" : "none",
  };
  return call;
}

/** TIMESTAMPADD and TIMESTAMPDIFF, whose first argument is a bare unit. */
function buildUnitCall(context: Primary, name: string, source: Source): SyntaxNode | null {
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
    [textNode(source.text(unit), source.span(unit)), buildValue(first, source), buildValue(second, source)],
    span,
    { start: span.start, end: span.start + name.length },
  );
}

function present(values: readonly (ValueExpressionContext | undefined)[], source: Source): SyntaxNode[] {
  return values.flatMap((value) => (value === undefined ? [] : [buildValue(value, source)]));
}

/** Functions with words between their arguments: CAST, EXTRACT, TRIM … FROM, SUBSTRING … FOR, POSITION … IN. */
function buildSpecial(context: Primary, source: Source): SyntaxNode | null {
  const span = source.span(context);
  const named = (name: string, args: readonly SyntaxNode[]): SyntaxNode => callNode(name, args, span);
  const dataType = context.dataType();
  const [expression] = context.expression();
  if (dataType !== null && expression !== undefined) {
    const operand = buildExpression(expression, source);
    return { kind: "cast", operand, type: buildType(dataType, source), span };
  }
  if (context.KW_EXTRACT() !== null && context._field !== undefined)
    return named("extract", [
      textNode(identifierName(context._field, source), source.span(context._field)),
      ...present([context._source], source),
    ]);
  if (context._pos !== undefined)
    return named("substring", present([context._str, context._pos, context._len], source));
  if (context._srcStr !== undefined) {
    const option = context._trimOption?.text?.toLowerCase() ?? "both";
    const name = option === "leading" ? "trim leading" : option === "trailing" ? "trim trailing" : "trim both";
    return named(name, present([context._srcStr, context._trimStr], source));
  }
  if (context._substr !== undefined) return named("position", present([context._substr, context._str], source));
  if (context._input !== undefined)
    return named("overlay", present([context._input, context._replace, context._position, context._length], source));
  for (const [word, name] of [
    [context.KW_FIRST(), "first"],
    [context.KW_LAST(), "last"],
    [context.KW_ANY_VALUE(), "any_value"],
    [context._percentage === undefined ? null : context.KW_PERCENTILE_CONT(), "percentile_cont"],
    [context._percentage === undefined ? null : context.KW_PERCENTILE_DISC(), "percentile_disc"],
  ] as const)
    if (word !== null)
      return named(name, [
        ...context.expression().map((item) => buildExpression(item, source)),
        ...present([context._percentage], source),
      ]);
  return null;
}

function buildAccess(context: Primary, source: Source): SyntaxNode | null {
  const span = source.span(context);
  const base = context._base ?? context._value;
  if (base === undefined) return null;
  if (context._fieldName !== undefined) {
    const node = buildPrimary(base, source);
    const name = identifierName(context._fieldName, source);
    const nameSpan = source.span(context._fieldName);
    if (node.kind === "column")
      return { ...node, parts: [...node.parts, name], partSpans: [...node.partSpans, nameSpan], span };
    return { kind: "field", base: node, name, nameSpan, span };
  }
  const index = context._index;
  return index === undefined
    ? null
    : { kind: "index", base: buildPrimary(base, source), index: buildValue(index, source), span };
}

/** Turns the grammar's tree of a primary expression into ours. */
export function buildPrimary(context: Primary, source: Source): SyntaxNode {
  const span = source.span(context);
  const constant = context.constant();
  if (constant !== null) return buildConstant(constant, source);
  const path = context.columnNamePath();
  if (path !== null) return buildColumn(path.multipartIdentifier(), source);
  if (context.ARROW() !== null) {
    const [body] = context.expression();
    if (body === undefined) return source.refuse(span, "The body of this lambda is missing.");
    const parameters = context.identifier().map((name) => identifierName(name, source));
    return { kind: "lambda", parameters, body: buildExpression(body, source), span };
  }
  if (context.functionName() !== null) return buildCall(context, source);
  const access = buildAccess(context, source);
  if (access !== null) return access;
  if (context.whenClause().length > 0) return buildCase(context, source);
  const query = context.query();
  if (query !== null) return buildSubquery(query, "scalar", span, source);
  const named = context.namedExpression();
  if (context.KW_STRUCT() !== null || named.length > 0) {
    const args = named.map((item) => buildNamed(item, source));
    return callNode("struct", args, span);
  }
  if (context.ASTERISK() !== null) return { kind: "star", span };
  const keyword = context._name?.text ?? "";
  const special = buildUnitCall(context, keyword, source) ?? buildSpecial(context, source);
  if (special !== null) return special;
  const [inner] = context.expression();
  if (inner !== undefined && context.KW_IDENTIFIER() === null) return buildExpression(inner, source);
  if (keyword !== "") return callNode(keyword.toLowerCase(), [], span);
  return source.refuse(span, "This form cannot be used in an expression.");
}
