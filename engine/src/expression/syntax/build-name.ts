import {
  type ErrorCapturingIdentifierContext,
  ErrorCapturingIdentifierExtraContext,
  type IdentifierContext,
  type MultipartIdentifierContext,
  type StringLitContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Source } from "./source.ts";
import { unquoteString } from "./string-literal.ts";
import { type ColumnNode, callNode, type SyntaxNode } from "./syntax-tree.ts";

/** The name an identifier stands for; a double-quoted one is a string in Spark, so it is refused here. */
export function identifierName(context: IdentifierContext, source: Source): string {
  const text = source.text(context);
  if (text.startsWith('"'))
    source.refuse(source.span(context), 'A name cannot stand in double quotes: "…" is a string.', "Use `backquotes`.");
  return text.startsWith("`") ? text.slice(1, -1).replaceAll("``", "`") : text;
}

export const stringValue = (context: StringLitContext, source: Source): string => unquoteString(source.text(context));

/** Names behind minus signs that the grammar took into a name. */
function namesBehindMinus(context: ErrorCapturingIdentifierContext): IdentifierContext[] {
  const extra = context.children?.find((child) => child instanceof ErrorCapturingIdentifierExtraContext);
  return extra === undefined ? [] : extra.identifier();
}

/** An alias, which may not contain a minus. */
export function aliasName(context: ErrorCapturingIdentifierContext, source: Source): string {
  if (namesBehindMinus(context).length > 0)
    source.refuse(source.span(context), "A name with a minus must stand in `backquotes`.");
  return identifierName(context.identifier(), source);
}

function columnNode(parts: readonly IdentifierContext[], source: Source): ColumnNode {
  const partSpans = parts.map((part) => source.span(part));
  return {
    kind: "column",
    parts: parts.map((part) => identifierName(part, source)),
    partSpans,
    span: { start: partSpans[0]?.start ?? 0, end: partSpans.at(-1)?.end ?? 0 },
  };
}

/** A dotted name; where the grammar took minus signs into it (`a.b-c`), the subtraction that Spark reads. */
function buildPath(parts: readonly ErrorCapturingIdentifierContext[], source: Source): SyntaxNode {
  const terms: IdentifierContext[][] = [[]];
  for (const part of parts) {
    terms.at(-1)?.push(part.identifier());
    for (const next of namesBehindMinus(part)) terms.push([next]);
  }
  return terms
    .map((term): SyntaxNode => columnNode(term, source))
    .reduce((left, right) => callNode("-", [left, right], { start: left.span.start, end: right.span.end }));
}

export const buildColumn = (context: MultipartIdentifierContext, source: Source): SyntaxNode =>
  buildPath(context.errorCapturingIdentifier(), source);
