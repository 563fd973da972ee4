import { TilescopeError } from "../../errors.ts";
import { parseSimpleExpression } from "./simple-expression.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

let parseWithGrammar: ((sql: string) => SyntaxNode) | null = null;

/**
 * Loads Spark's grammar (about 180 KB compressed). Only expressions beyond plain columns and simple literals need it;
 * calling it again costs nothing.
 */
export async function loadSqlParser(): Promise<void> {
  if (parseWithGrammar === null) parseWithGrammar = (await import("./spark-parser.ts")).parseWithGrammar;
}

/** True if `parseExpression` understands this text without the grammar being loaded. */
export const isSimpleExpression = (sql: string): boolean => parseSimpleExpression(sql) !== null;

/**
 * Parses one expression. Throws `ExpressionFailure` where Spark's parser refuses it, and `TilescopeError`
 * (`expression/parser-not-loaded`) if it needs the grammar before `loadSqlParser` has finished.
 */
export function parseExpression(sql: string): SyntaxNode {
  const simple = parseSimpleExpression(sql);
  if (simple !== null) return simple;
  if (parseWithGrammar === null)
    throw new TilescopeError(
      "expression/parser-not-loaded",
      `The SQL parser must be loaded before "${sql.slice(0, 60)}" can be compiled: await loadSqlParser() first.`,
    );
  return parseWithGrammar(sql);
}
