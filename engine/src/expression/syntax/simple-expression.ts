import type { Span } from "../failure.ts";
import { BOOLEAN, STRING, VOID } from "../types/spark-type.ts";
import { numberLiteral } from "./number-literal.ts";
import type { LiteralNode, SyntaxNode } from "./syntax-tree.ts";

const NAME = /^(?:[A-Za-z_][A-Za-z0-9_]*|`(?:[^`]|``)+`)(?:\.(?:[A-Za-z_][A-Za-z0-9_]*|`(?:[^`]|``)+`))*$/;
const PART = /`(?:[^`]|``)+`|[^.`]+/g;
const NUMBER = /^-?(?:\d+(?:\.\d+)?)$/;
const PLAIN_STRING = /^'[^'\\]*'$/;

/** NULL, TRUE or FALSE, which the grammar also takes for names; null for any other text. */
export function parseConstantWord(text: string, span: Span): LiteralNode | null {
  const word = text.toLowerCase();
  if (word === "null") return { kind: "literal", type: VOID, value: null, span };
  return word === "true" || word === "false" ? { kind: "literal", type: BOOLEAN, value: word === "true", span } : null;
}

/**
 * Plain column names, numbers, strings and constants, understood without the grammar, so that definitions which use
 * nothing else never load it. Null for anything that is not certainly one of these.
 */
export function parseSimpleExpression(sql: string): SyntaxNode | null {
  const text = sql.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const start = sql.indexOf(text);
  const span = { start, end: start + text.length };
  const constant = parseConstantWord(text, span);
  if (constant !== null) return constant;
  if (NUMBER.test(text)) return { kind: "literal", ...numberLiteral(text, span), span };
  if (PLAIN_STRING.test(text)) return { kind: "literal", type: STRING, value: text.slice(1, -1), span };
  if (!NAME.test(text)) return null;
  const parts = [...text.matchAll(PART)].map((match) => ({
    name: match[0].startsWith("`") ? match[0].slice(1, -1).replaceAll("``", "`") : match[0],
    span: { start: start + match.index, end: start + match.index + match[0].length },
  }));
  return { kind: "column", parts: parts.map((part) => part.name), partSpans: parts.map((part) => part.span), span };
}
