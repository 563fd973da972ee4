import type { QueryContext } from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import type { Span } from "../failure.ts";
import type { Source } from "./source.ts";
import type { SubqueryNode } from "./syntax-tree.ts";

/** A sub-query is only named, never run: no row-level expression can use one. */
export function buildSubquery(
  _query: QueryContext,
  form: SubqueryNode["form"],
  span: Span,
  _source: Source,
): SubqueryNode {
  return { kind: "subquery", form, single: null, span };
}
