import { ExpressionFailure } from "../failure.ts";
import { parseExpression } from "./load-sql-parser.ts";

const PIECES =
  /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`]|``)*`|\/\*[\s\S]*?\*\/|--(?:\\\n|[^\r\n])*|[\s\S]/g;

/**
 * True if the text ends inside a `--` comment. Chronon builds its projections as "expression as name", so such a
 * comment swallows the name.
 */
export function endsInLineComment(sql: string): boolean {
  return (sql.match(PIECES)?.at(-1) ?? "").startsWith("--");
}

function parses(sql: string): boolean {
  try {
    parseExpression(sql);
    return true;
  } catch (error) {
    if (error instanceof ExpressionFailure) return false;
    throw error;
  }
}

/**
 * Spark's parser of single expressions takes a last word for an alias: `i LIKE` is `i` under the name LIKE. The text
 * without that word, if it can be read so and still stands with a real alias behind it; otherwise null.
 */
export function withoutBareAlias(sql: string): string | null {
  const match = /^([\s\S]*\S)\s+[A-Za-z_]\w*\s*$/.exec(sql);
  const expression = match?.[1];
  if (expression === undefined || !parses(expression)) return null;
  return parses(`${sql} as`) ? expression : null;
}
