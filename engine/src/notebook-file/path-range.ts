import type { Expression, Node, ObjectLiteralElementLike, ObjectLiteralExpression, SourceFile } from "typescript";
import type { SourceRange } from "./cell-analysis.ts";
import { topLevelValue } from "./top-level-value.ts";
import type { TypeScript } from "./typescript-api.ts";

export type JsonPath = readonly (string | number)[];

/** What the compiled JSON calls a property, and what the person wrote for it. */
const WRITTEN_AS: Readonly<Record<string, string>> = {
  keyColumns: "keys",
  modeToEnvMap: "env",
  startMs: "start",
  durationMs: "duration",
  delayP50Ms: "p50",
  delayP95Ms: "p95",
  p50Ms: "p50",
  p95Ms: "p95",
  atMs: "at",
  keys: "key",
  groupBy: "of",
  stream: "given",
};

/** Levels of the compiled JSON that no person writes: the call around says them, or they gather loose properties. */
const UNWRITTEN: ReadonlySet<string> = new Set(["events", "entities", "joinSource", "metaData", "settings"]);

/** Strips what does not change a value: parentheses, `as`, `satisfies`, `!`. */
function bare(ts: TypeScript, expression: Expression): Expression {
  if (
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isNonNullExpression(expression)
  )
    return bare(ts, expression.expression);
  return expression;
}

function propertyNamed(ts: TypeScript, object: ObjectLiteralExpression, name: string): ObjectLiteralElementLike | null {
  const named = (property: ObjectLiteralElementLike) =>
    property.name !== undefined &&
    (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name) || ts.isNumericLiteral(property.name)) &&
    property.name.text === name;
  return object.properties.find(named) ?? null;
}

/** One step down; null where the text has nothing of its own for the segment, the same node where it says it silently. */
function stepInto(ts: TypeScript, file: SourceFile, node: Expression, segment: string | number): Expression | null {
  const value = bare(ts, node);
  if (ts.isIdentifier(value)) {
    const local = topLevelValue(ts, file, value.text);
    return local === null ? null : stepInto(ts, file, local, segment);
  }
  if (ts.isCallExpression(value)) {
    const inner = value.arguments[0];
    if (inner === undefined) return null;
    // `hours(6)` stands for `{ length: 6, timeUnit: … }`, `LAST_K(5)` for an operation and its argument.
    const literal = bare(ts, inner);
    if (!ts.isObjectLiteralExpression(literal) && !ts.isIdentifier(literal) && !ts.isCallExpression(literal))
      return segment === "length" || segment === "k" ? inner : null;
    return stepInto(ts, file, inner, segment);
  }
  if (ts.isArrayLiteralExpression(value)) {
    if (typeof segment !== "number" || value.elements.some((element) => ts.isSpreadElement(element))) return null;
    return value.elements[segment] ?? null;
  }
  if (!ts.isObjectLiteralExpression(value)) return null;
  // Lists of named things (the columns of a stream, a schema) are written as an object by name.
  const property =
    typeof segment === "number"
      ? value.properties[segment]
      : (propertyNamed(ts, value, segment) ?? propertyNamed(ts, value, WRITTEN_AS[segment] ?? segment));
  if (property != null && ts.isPropertyAssignment(property)) return property.initializer;
  if (property != null && ts.isShorthandPropertyAssignment(property)) return property.name;
  return typeof segment === "string" && UNWRITTEN.has(segment) ? value : null;
}

/** A column that no one selected is added to the selects where it is used: the text has it as a key or an input. */
function placeOfColumn(ts: TypeScript, file: SourceFile, definition: Expression, column: string): Expression | null {
  for (const part of ["keyColumns", "aggregations"]) {
    const node = stepInto(ts, file, definition, part);
    let found: Expression | null = null;
    const visit = (inner: Node): void => {
      if (found === null && ts.isStringLiteralLike(inner) && inner.text === column) found = inner;
      ts.forEachChild(inner, visit);
    };
    if (node !== null) visit(node);
    if (found !== null) return found;
  }
  return null;
}

function rangeOf(file: SourceFile, node: Node): SourceRange {
  return { start: node.getStart(file), end: node.getEnd() };
}

/**
 * Where a place in the compiled JSON of an exported definition stands in its source: the expression itself, or the
 * nearest one around it that the text has. Null if the cell does not declare the name.
 */
export function rangeOfPath(ts: TypeScript, file: SourceFile, exportName: string, path: JsonPath): SourceRange | null {
  let node = topLevelValue(ts, file, exportName);
  if (node === null) return null;
  const definition = node;
  for (const [i, segment] of path.entries()) {
    const next: Expression | null = stepInto(ts, file, node, segment);
    if (next === null) {
      if (path[i - 1] === "selects") node = placeOfColumn(ts, file, definition, String(segment)) ?? node;
      break;
    }
    node = next;
  }
  // The whole definition is no help as a mark: the name of the call that made it is.
  const value = bare(ts, node);
  if (value === bare(ts, definition) && ts.isCallExpression(value)) return rangeOf(file, value.expression);
  return rangeOf(file, node);
}

/** The part of a string literal that a span of its text covers; the whole literal if it has escapes. */
export function rangeInString(
  source: string,
  literal: SourceRange,
  span: { readonly start: number; readonly end: number },
): SourceRange {
  const inner = source.slice(literal.start + 1, literal.end - 1);
  const quote = source[literal.start];
  const quoted = (quote === '"' || quote === "'" || quote === "`") && source[literal.end - 1] === quote;
  if (!quoted || inner.includes("\\") || span.end > inner.length) return literal;
  return { start: literal.start + 1 + span.start, end: literal.start + 1 + Math.max(span.end, span.start + 1) };
}
