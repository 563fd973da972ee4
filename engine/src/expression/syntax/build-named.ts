import type { NamedExpressionContext } from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import { aliasName, buildColumn } from "./build-name.ts";
import { parseConstantWord } from "./simple-expression.ts";
import type { SyntaxNode } from "./syntax-tree.ts";
import type { TreeBuilder } from "./tree-builder.ts";

/** `value`, `value AS name` or `*`, as structs, row constructors and select lists take them. */
export function buildNamed(context: NamedExpressionContext, builder: TreeBuilder): SyntaxNode {
  const { source } = builder;
  const span = source.span(context);
  if (context.tableAllColumns() !== null) return { kind: "star", span };
  const literal = context.selectLiteralColumnName()?.columnName().multipartIdentifierAllowEmpty() ?? null;
  const expression = context.selectExpressionColumnName();
  const constant = literal === null ? null : parseConstantWord(source.text(literal), span);
  const value =
    constant ??
    (literal !== null
      ? buildColumn(literal.multipartIdentifier(), source)
      : expression !== null
        ? builder.expression(expression.expression())
        : source.refuse(span, "An expression is missing here."));
  const alias = context._alias;
  if (alias === undefined) return value;
  return { kind: "named", name: aliasName(alias, source), value, isArgument: false, span };
}
