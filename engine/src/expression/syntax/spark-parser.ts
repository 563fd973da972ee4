import { BaseErrorListener, CharStreams, CommonTokenStream, PredictionMode, type Token } from "antlr4ng";
import { SparkSqlLexer } from "dt-sql-parser/dist/lib/spark/SparkSqlLexer";
import {
  ColumnNamePathContext,
  ErrorCapturingIdentifierExtraContext,
  ExpressionContext,
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

/** More brackets inside brackets than anybody writes; the grammar's look-ahead grows with the square of them. */
const DEEPEST = 100;
/** More words and signs than anybody writes in one expression. */
const MOST_TOKENS = 20_000;

function refuseExcess(tokens: readonly Token[], source: Source): void {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === SparkSqlLexer.LEFT_PAREN || token.type === SparkSqlLexer.LEFT_BRACKET) depth++;
    else if (token.type === SparkSqlLexer.RIGHT_PAREN || token.type === SparkSqlLexer.RIGHT_BRACKET) depth--;
    if (depth <= DEEPEST && index < MOST_TOKENS) continue;
    source.refuse(
      source.tokens(token, token),
      depth > DEEPEST ? `More than ${DEEPEST} brackets are open here.` : "This expression is too long.",
      "Split it into several columns.",
    );
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

/** Stops at the first error and says where it is. */
class ErrorAt extends Error {
  readonly token: Token;

  constructor(token: Token) {
    super("syntax error");
    this.token = token;
  }
}

function parserOf(
  sql: string,
  mode: number,
): {
  readonly parser: ExpressionParser;
  readonly lexer: SparkSqlLexer;
  readonly tokens: Token[];
} {
  const lexer = new SparkSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  const stream = new CommonTokenStream(lexer);
  stream.fill();
  const parser = new ExpressionParser(stream);
  parser.interpreter.predictionMode = mode;
  parser.removeErrorListeners();
  parser.addErrorListener(
    new FirstError((token) => {
      throw new ErrorAt(token ?? parser.getCurrentToken());
    }),
  );
  return { parser, lexer, tokens: stream.getTokens() };
}

const SELECT = "SELECT ";

/**
 * Where a whole statement around the text goes wrong, as an index of its tokens. The rule of a single expression may
 * end anywhere, so that a mistake inside brackets shows only where the brackets begin.
 */
function errorInStatement(sql: string): number {
  const { parser, tokens } = parserOf(SELECT + sql, PredictionMode.LL);
  const added = tokens.filter((token) => token.stop < SELECT.length && token.type !== SparkSqlLexer.EOF).length;
  try {
    parser.program();
    return -1;
  } catch (error) {
    if (error instanceof ErrorAt) return error.token.tokenIndex - added;
    throw error;
  }
}

/** The whole text as one expression, or the token that stands in the way. */
function attempt(parser: ExpressionParser): ExpressionContext | Token {
  try {
    const tree = parser.expression();
    const rest = parser.getCurrentToken();
    return rest.type === SparkSqlLexer.EOF ? tree : rest;
  } catch (error) {
    if (error instanceof ErrorAt) return error.token;
    throw error;
  }
}

/**
 * Parses one expression with Spark's grammar; throws `ExpressionFailure` where Spark's parser refuses it. As in Spark,
 * the fast way of prediction goes first; only where it fails does the thorough one decide.
 */
export function parseWithGrammar(sql: string): SyntaxNode {
  const source = new Source(sql);
  const { parser, lexer, tokens } = parserOf(sql, PredictionMode.SLL);
  refuseExcess(tokens, source);
  refuseHints(tokens, source, lexer.has_unclosed_bracketed_comment);
  const quick = attempt(parser);
  if (quick instanceof ExpressionContext) return buildExpression(quick, source);
  const thorough = attempt(parserOf(sql, PredictionMode.LL).parser);
  if (thorough instanceof ExpressionContext) return buildExpression(thorough, source);
  const later = tokens[Math.max(thorough.tokenIndex, errorInStatement(sql))] ?? thorough;
  const before = tokens.filter((token) => token.channel === 0 && token.tokenIndex < later.tokenIndex);
  return syntaxError(source, later, before.at(-1) ?? null);
}
