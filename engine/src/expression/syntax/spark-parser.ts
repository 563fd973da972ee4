import { BaseErrorListener, CharStreams, CommonTokenStream, type Token } from "antlr4ng";
import { SparkSqlLexer } from "dt-sql-parser/dist/lib/spark/SparkSqlLexer";
import {
  ColumnNamePathContext,
  ErrorCapturingIdentifierExtraContext,
  SparkSqlParser,
} from "dt-sql-parser/dist/lib/spark/SparkSqlParser";
import { fail } from "../failure.ts";
import { buildExpression } from "./build-expression.ts";
import { Source } from "./source.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

/**
 * Spark's grammar takes `a-b` for a misspelt name only where no expression can stand; this one does so in column
 * names as well, which would bind `2 * i - l` as `2 * (i - l)`. So a column name never takes a minus here.
 */
class ExpressionParser extends SparkSqlParser {
  override errorCapturingIdentifierExtra(): ErrorCapturingIdentifierExtraContext {
    const path = this.context?.parent?.parent;
    if (path instanceof ColumnNamePathContext)
      return new ErrorCapturingIdentifierExtraContext(this.context, this.state);
    return super.errorCapturingIdentifierExtra();
  }
}

function describe(token: Token): string {
  return token.type === SparkSqlLexer.EOF ? "the end" : `\`${token.text ?? ""}\``;
}

function syntaxError(source: Source, token: Token, previous: Token | null): never {
  const isEnd = token.type === SparkSqlLexer.EOF;
  const span = isEnd && previous !== null ? source.tokens(previous, previous) : source.tokens(token, token);
  const place = isEnd && previous !== null ? `the end, after ${describe(previous)}` : describe(token);
  return fail(
    "expression/parse",
    "PARSE_SYNTAX_ERROR",
    isEnd && previous === null ? { start: 0, end: source.sql.length } : span,
    `Spark SQL cannot read this expression at ${place}.`,
    "Check for a missing operand, bracket, comma or quote.",
  );
}

class FirstError extends BaseErrorListener {
  readonly #report: (token: Token | null) => never;

  constructor(report: (token: Token | null) => never) {
    super();
    this.#report = report;
  }

  override syntaxError(_recognizer: unknown, offending: Token | null): void {
    this.#report(offending);
  }
}

function refuseHints(tokens: readonly Token[], source: Source, unclosed: boolean): void {
  for (const token of tokens) {
    if (token.type !== SparkSqlLexer.BRACKETED_COMMENT) continue;
    const text = token.text ?? "";
    if (text.startsWith("/*+"))
      source.refuse(source.tokens(token, token), "A hint /*+ … */ cannot stand in an expression.", "Remove it.");
    if (unclosed && !text.endsWith("*/"))
      fail(
        "expression/parse",
        "UNCLOSED_BRACKETED_COMMENT",
        source.tokens(token, token),
        "This comment is not closed.",
        "Add */ behind it.",
      );
  }
}

/** Parses one expression with Spark's grammar; throws `ExpressionFailure` where Spark's parser refuses it. */
export function parseWithGrammar(sql: string): SyntaxNode {
  const source = new Source(sql);
  const lexer = new SparkSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  const tokens = new CommonTokenStream(lexer);
  tokens.fill();
  refuseHints(tokens.getTokens(), source, lexer.has_unclosed_bracketed_comment);
  const visible = tokens.getTokens().filter((token) => token.channel === 0);
  const before = (token: Token): Token | null =>
    visible.filter((other) => other.tokenIndex < token.tokenIndex && other.type !== SparkSqlLexer.EOF).at(-1) ?? null;
  const parser = new ExpressionParser(tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(
    new FirstError((token) => {
      const at = token ?? parser.getCurrentToken();
      return syntaxError(source, at, before(at));
    }),
  );
  const tree = parser.expression();
  const rest = parser.getCurrentToken();
  if (rest.type !== SparkSqlLexer.EOF) syntaxError(source, rest, before(rest));
  return buildExpression(tree, source);
}
