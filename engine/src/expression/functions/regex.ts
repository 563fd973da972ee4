import { coerceArgument } from "../analysis/coerce.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError, fail } from "../failure.ts";
import { arrayOf, BOOLEAN, INT, type SparkType, STRING } from "../types/spark-type.ts";
import type { TypeRule } from "../types/type-rule.ts";
import { lengthOf, pointsBefore, sliceOf, unitAt } from "../values/code-points.ts";
import { expandReplacement, javaRegex, splitByRegex } from "../values/java-regex.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { define, type FunctionDefinition } from "./definition.ts";

/** Remembers the compiled form of the latest pattern, which for a constant one is all that ever comes. */
export function remembering<T>(compile: (pattern: string) => T): (pattern: string) => T {
  let latest: { readonly pattern: string; readonly compiled: T } | null = null;
  return (pattern) => {
    if (latest?.pattern !== pattern) latest = { pattern, compiled: compile(pattern) };
    return latest.compiled;
  };
}

type Compute = (regexOf: (pattern: string) => RegExp) => (...values: never[]) => SparkValue;

/** A function on a text and a regular expression; each use has its own memory for the compiled pattern. */
function regexFunction(
  names: string,
  takes: readonly TypeRule[],
  optional: number,
  gives: SparkType,
  compute: Compute,
): FunctionDefinition {
  return define(names, [takes.length - optional, takes.length], ({ name, args, span }) => {
    const operands = args.map((arg, i) => coerceArgument(name, arg, i, takes[i] ?? STRING));
    return strict(gives, operands, span, compute(remembering(javaRegex)));
  });
}

function groupOf(match: RegExpExecArray, group: number): string {
  if (group < 0 || group >= match.length)
    throw new EvaluationError(
      "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
      `The group ${group} does not exist: the expression has ${match.length - 1}.`,
    );
  return match[group] ?? "";
}

function first(regex: RegExp, text: string): RegExpExecArray | null {
  regex.lastIndex = 0;
  return regex.exec(text);
}

function replaceFrom(text: string, regex: RegExp, replacement: string, position: number): string {
  const start = unitAt(text, Math.max(0, position - 1));
  if (start >= text.length && position > 1) return text;
  let result = text.slice(0, start);
  let at = start;
  regex.lastIndex = start;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    result += text.slice(at, match.index) + expandReplacement(replacement, match);
    at = match.index + match[0].length;
    if (match[0] === "") regex.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
  return result + text.slice(at);
}

function splitText(text: string, regexOf: (pattern: string) => RegExp, pattern: string, limit: number): string[] {
  if (pattern !== "" || text === "") return splitByRegex(text, regexOf(pattern), limit);
  const count = limit <= 0 ? lengthOf(text) : Math.min(limit, lengthOf(text));
  const points = [...text];
  return [...points.slice(0, count - 1), sliceOf(text, count - 1, limit <= 0 ? count : points.length)];
}

/** SQL LIKE as a regular expression over the whole text. */
function likeRegex(pattern: string, escapeCharacter: string): RegExp {
  const points = [...pattern];
  let source = "";
  for (let i = 0; i < points.length; i++) {
    const point = points[i] ?? "";
    if (point === escapeCharacter) {
      const next = points[++i];
      if (next === undefined)
        throw new EvaluationError(
          "INVALID_FORMAT.ESC_AT_THE_END",
          `The pattern '${pattern}' ends with its escape character.`,
        );
      if (next !== "_" && next !== "%" && next !== escapeCharacter)
        throw new EvaluationError(
          "INVALID_FORMAT.ESC_IN_THE_MIDDLE",
          `The pattern '${pattern}' escapes '${next}', which needs no escape.`,
        );
      source += next.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
    } else if (point === "_") source += ".";
    else if (point === "%") source += ".*";
    else source += point.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "su");
}

/** A constant pattern with a wrong escape is refused before any row is read. */
function checkPattern(compile: () => unknown, pattern: TypedExpression): void {
  try {
    compile();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    fail("expression/type", error.sparkError, pattern.span, error.message, "Write % or _ behind an escape character.");
  }
}

function like(name: "like" | "ilike"): FunctionDefinition {
  return define(name, [2, 3], ({ args, span }) => {
    const fold = (text: string): string => (name === "ilike" ? text.toLowerCase() : text);
    const [text, pattern, escape_] = args.map((arg, i) => coerceArgument(name, arg, i, STRING)) as [
      TypedExpression,
      TypedExpression,
      TypedExpression | undefined,
    ];
    const escapeCharacter = typeof escape_?.constant?.value === "string" ? escape_.constant.value : "\\";
    const regexOf = remembering((of: string) => likeRegex(fold(of), escapeCharacter));
    if (typeof pattern.constant?.value === "string")
      checkPattern(() => regexOf(String(pattern.constant?.value)), pattern);
    return strict(BOOLEAN, [text, pattern], span, (of: string, by: string) => regexOf(by).test(fold(of)));
  });
}

function quantified(name: "like any" | "like all"): FunctionDefinition {
  return define([name], [1, Number.POSITIVE_INFINITY], ({ args, span }) => {
    const decisive = name === "like any";
    return lenient(BOOLEAN, args, span, (...tests: SparkValue[]) =>
      tests.includes(decisive) ? decisive : tests.includes(null) ? null : !decisive,
    );
  });
}

/** LIKE, regular expressions and SPLIT. */
export const REGEX_FUNCTIONS: readonly FunctionDefinition[] = [
  like("like"),
  like("ilike"),
  quantified("like any"),
  quantified("like all"),
  regexFunction(
    "rlike regexp regexp_like",
    [STRING, STRING],
    0,
    BOOLEAN,
    (regexOf) => (text: string, pattern: string) => first(regexOf(pattern), text) !== null,
  ),
  regexFunction(
    "regexp_extract",
    [STRING, STRING, INT],
    1,
    STRING,
    (regexOf) =>
      (text: string, pattern: string, group = 1) => {
        const match = first(regexOf(pattern), text);
        return match === null ? "" : groupOf(match, group);
      },
  ),
  regexFunction(
    "regexp_extract_all",
    [STRING, STRING, INT],
    1,
    arrayOf(STRING),
    (regexOf) =>
      (text: string, pattern: string, group = 1) =>
        [...text.matchAll(regexOf(pattern))].map((match) => groupOf(match, group)),
  ),
  regexFunction(
    "regexp_replace",
    [STRING, STRING, STRING, INT],
    1,
    STRING,
    (regexOf) =>
      (text: string, pattern: string, replacement: string, position = 1) =>
        replaceFrom(text, regexOf(pattern), replacement, position),
  ),
  regexFunction(
    "regexp_count",
    [STRING, STRING],
    0,
    INT,
    (regexOf) => (text: string, pattern: string) => [...text.matchAll(regexOf(pattern))].length,
  ),
  regexFunction("regexp_substr", [STRING, STRING], 0, STRING, (regexOf) => (text: string, pattern: string) => {
    const found = first(regexOf(pattern), text)?.[0];
    return found === undefined || found === "" ? null : found;
  }),
  regexFunction("regexp_instr", [STRING, STRING, INT], 1, INT, (regexOf) => (text: string, pattern: string) => {
    const found = first(regexOf(pattern), text);
    return found === null ? 0 : pointsBefore(text, found.index) + 1;
  }),
  regexFunction(
    "split",
    [STRING, STRING, INT],
    1,
    arrayOf(STRING),
    (regexOf) =>
      (text: string, pattern: string, limit = -1) =>
        splitText(text, regexOf, pattern, limit),
  ),
];
