import {
  type QueryContext,
  type QuerySpecificationContext,
  QueryStatementContext,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import { fail, type Span } from "../failure.ts";
import { buildNamed } from "./build-named.ts";
import type { SubqueryNode } from "./syntax-tree.ts";
import type { TreeBuilder } from "./tree-builder.ts";

function specificationOf(query: QueryContext): QuerySpecificationContext | null {
  if (!(query instanceof QueryStatementContext)) return null;
  return query.queryTerm().queryPrimary()?.querySpecification() ?? null;
}

/**
 * A sub-query is only typed, never run: no row-level expression can use one. There are no tables that it could read,
 * so all it can select are values.
 */
export function buildSubquery(
  query: QueryContext,
  form: SubqueryNode["form"],
  span: Span,
  builder: TreeBuilder,
): SubqueryNode {
  const specification = specificationOf(query);
  const from = specification?.fromClause() ?? null;
  if (from !== null)
    fail(
      "expression/type",
      "TABLE_OR_VIEW_NOT_FOUND",
      builder.source.span(from),
      "There are no tables to select from: an expression sees one row of its source.",
      "Use a Join to bring other data in.",
    );
  const list = specification?.selectClause()?.selectList().namedExpressionSeq().namedExpression() ?? [];
  const [only] = list;
  const single = only !== undefined && list.length === 1 ? buildNamed(only, builder) : null;
  return { kind: "subquery", form, single, span };
}
