import { quoteString } from "../src/expression/syntax/string-literal.ts";
import type { SyntaxNode } from "../src/expression/syntax/syntax-tree.ts";
import { sparkTypeName } from "../src/expression/types/spark-type.ts";
import { decimalText } from "../src/expression/values/decimal.ts";
import type { Decimal } from "../src/expression/values/spark-value.ts";

const INFIX = new Set(["+", "-", "*", "/", "%", "div", "&", "|", "^", "=", "<=>", "<", "<=", ">", ">=", "and", "or"]);
const PREFIX: Readonly<Record<string, string>> = { not: "NOT ", negative: "- ", positive: "+ ", "~": "~ " };

/** Names in backquotes, so that keywords and blanks stay names. */
export const quoteName = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

function printLiteral(value: unknown, type: string): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return quoteString(value);
  if (type === "bigint") return `${value}L`;
  if (type === "double") return `${value}D`;
  if (typeof value === "object") return decimalText(value as Decimal);
  return String(value);
}

function printCall(name: string, args: readonly string[]): string {
  const [first = "", second = ""] = args;
  if (INFIX.has(name)) return `(${first} ${name.toUpperCase()} ${second})`;
  const prefix = PREFIX[name];
  // A minus in front of digits would make one number of both.
  if (prefix !== undefined) return /^\d/.test(first) ? `(${prefix}(${first}))` : `(${prefix}${first})`;
  if (name === "in") return `(${first} IN (${args.slice(1).join(", ")}))`;
  if (name === "like" || name === "rlike") return `(${first} ${name.toUpperCase()} ${second})`;
  return `${name}(${args.join(", ")})`;
}

/** Spark SQL for a tree, with brackets around every operator, so that no precedence is left to guess. */
export function printExpression(node: SyntaxNode): string {
  switch (node.kind) {
    case "literal":
      return printLiteral(node.value, node.type.kind);
    case "column":
      return node.parts.map(quoteName).join(".");
    case "call":
      return printCall(node.name, node.args.map(printExpression));
    case "cast":
      return `CAST(${printExpression(node.operand)} AS ${sparkTypeName(node.type)})`;
    case "case": {
      const branches = node.branches.map(
        ({ when, result }) => `WHEN ${printExpression(when)} THEN ${printExpression(result)}`,
      );
      const otherwise = node.otherwise === null ? "" : ` ELSE ${printExpression(node.otherwise)}`;
      return `CASE ${branches.join(" ")}${otherwise} END`;
    }
    case "field":
      return `${printExpression(node.base)}.${quoteName(node.name)}`;
    case "index":
      return `${printExpression(node.base)}[${printExpression(node.index)}]`;
    case "lambda":
      return `(${node.parameters.map(quoteName).join(", ")}) -> ${printExpression(node.body)}`;
    case "named":
      return node.isArgument
        ? `${quoteName(node.name)} => ${printExpression(node.value)}`
        : `${printExpression(node.value)} AS ${quoteName(node.name)}`;
    case "star":
      return "*";
    case "subquery":
      throw new Error("A sub-query is not printed");
  }
}

/** The tree without its places, for comparisons. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== "object" || node === null || node instanceof Uint8Array) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !/span/i.test(name))
      .map(([name, value]) => [name, withoutSpans(value)]),
  );
}
