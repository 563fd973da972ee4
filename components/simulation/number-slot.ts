import type { Expression, ObjectLiteralExpression, SourceFile } from "typescript";
import { topLevelValue } from "../../engine/src/notebook-file/top-level-value.ts";
import type { TypeScript } from "../../engine/src/notebook-file/typescript-api.ts";

/** Where a number of a definition is written, or would be: replace `[start, end)` by `before + text + after`. */
export interface NumberSlot {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  /** What is there now: `10`, `minutes(12)`; null where nothing is. */
  readonly expression: string | null;
}

/** The number is a name that this cell does not declare: look for it where it is declared. */
export interface NumberElsewhere {
  readonly elsewhere: string;
}

function objectOf(ts: TypeScript, file: SourceFile, expression: Expression): ObjectLiteralExpression | string | null {
  if (ts.isObjectLiteralExpression(expression)) return expression;
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
    return objectOf(ts, file, expression.expression);
  if (ts.isCallExpression(expression)) {
    const [argument] = expression.arguments;
    return argument === undefined ? null : objectOf(ts, file, argument);
  }
  if (!ts.isIdentifier(expression)) return null;
  const local = topLevelValue(ts, file, expression.text);
  return local === null ? expression.text : objectOf(ts, file, local);
}

function slotOf(ts: TypeScript, file: SourceFile, expression: Expression): NumberSlot | NumberElsewhere {
  if (ts.isIdentifier(expression)) {
    const local = topLevelValue(ts, file, expression.text);
    return local === null ? { elsewhere: expression.text } : slotOf(ts, file, local);
  }
  const start = expression.getStart(file);
  const end = expression.getEnd();
  return { start, end, before: "", after: "", expression: file.text.slice(start, end) };
}

/** A place for a new property at the end of an object literal, with what stands around it. */
function newProperty(file: SourceFile, object: ObjectLiteralExpression, path: readonly string[]): NumberSlot {
  const opening = path.map((name) => `${name}: `).join("{ ");
  const closing = " }".repeat(path.length - 1);
  const last = object.properties.at(-1);
  if (last === undefined) {
    const inside = object.getEnd() - 1;
    return {
      start: object.getStart(file) + 1,
      end: inside,
      before: ` ${opening}`,
      after: `${closing} `,
      expression: null,
    };
  }
  const at = last.getEnd();
  const lineOf = (offset: number) => file.getLineAndCharacterOfPosition(offset).line;
  const start = last.getStart(file);
  const ownLine = lineOf(start) !== lineOf(object.getStart(file));
  const indent = ownLine ? `\n${/[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? ""}` : " ";
  return { start: at, end: at, before: `,${indent}${opening}`, after: closing, expression: null };
}

/**
 * Finds a number inside the options of an exported definition, by the names that people write:
 * `["disorder", "p95"]` of `Stream({ disorder: { p95: minutes(5) } })`. Null if the text does not show it.
 */
export function findNumberSlot(
  ts: TypeScript,
  source: string,
  exportName: string,
  path: readonly string[],
): NumberSlot | NumberElsewhere | null {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  let expression = topLevelValue(ts, file, exportName);
  for (const [i, name] of path.entries()) {
    const object = expression === null ? null : objectOf(ts, file, expression);
    if (object === null || typeof object === "string") return null;
    if (object.properties.some((property) => ts.isSpreadAssignment(property))) return null;
    const property = object.properties.find((one) => one.name !== undefined && one.name.getText(file) === name);
    if (property === undefined) return newProperty(file, object, path.slice(i));
    if (ts.isShorthandPropertyAssignment(property)) expression = property.name;
    else if (ts.isPropertyAssignment(property)) expression = property.initializer;
    else return null;
  }
  return expression === null ? null : slotOf(ts, file, expression);
}
