import { coerceArgument } from "../analysis/coerce.ts";
import { derive, lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import type { Span } from "../failure.ts";
import { arrayOf, BINARY, BOOLEAN, INT, type SparkType, STRING } from "../types/spark-type.ts";
import { listOf, oneOf } from "../types/type-rule.ts";
import { lengthOf, reverseText, sliceOf } from "../values/code-points.ts";
import { checkSize } from "../values/exact.ts";
import type { SparkArray, SparkValue } from "../values/spark-value.ts";
import { failDifferentTypes, toCommonType } from "./conditional.ts";
import { define, type FunctionDefinition, MANY, simple } from "./definition.ts";

type Text = string | Uint8Array;

const TEXT_OR_BYTES = oneOf(STRING, BINARY);

/** Bytes joined in order. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function buildConcat(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  const kinds = new Set(args.map((arg) => arg.type.kind));
  if (args.length > 0 && kinds.size === 1 && kinds.has("array")) {
    const arrays = toCommonType(name, args, span);
    return strict(arrays[0]?.type ?? arrayOf(STRING), arrays, span, (...parts: SparkArray[]) => parts.flat(1));
  }
  if (kinds.has("array")) return failDifferentTypes(name, args, span);
  if (args.length > 0 && kinds.size === 1 && kinds.has("binary"))
    return strict(BINARY, args, span, (...parts: Uint8Array[]) => joinBytes(parts));
  const texts = args.map((arg, i) => coerceArgument(name, arg, i, STRING));
  return strict(STRING, texts, span, (...parts: string[]) => parts.join(""));
}

function buildConcatWithSeparator(name: string, args: readonly TypedExpression[], span: Span): TypedExpression {
  const [separator, ...parts] = args.map((arg, i) =>
    coerceArgument(name, arg, i, i === 0 ? STRING : oneOf(listOf(STRING), STRING)),
  );
  const between = separator?.evaluate;
  const evaluations = parts.map((part) => part.evaluate);
  return derive(STRING, separator === undefined ? parts : [separator, ...parts], span, (row) => {
    const glue = between?.(row) ?? null;
    if (glue === null) return null;
    const texts: SparkValue[] = [];
    for (const evaluate of evaluations) {
      const value = evaluate(row);
      if (Array.isArray(value)) texts.push(...value.filter((item) => item !== null));
      else if (value !== null) texts.push(value);
    }
    return texts.join(glue as string);
  });
}

/** SUBSTRING: a position counts from 1, from the end if negative, and 0 means 1. */
export function substringOf(text: Text, position: number, length = Number.POSITIVE_INFINITY): Text {
  const size = typeof text === "string" ? lengthOf(text) : text.length;
  const start = position > 0 ? position - 1 : position < 0 ? size + position : 0;
  if (typeof text === "string") return sliceOf(text, start, start + length);
  const end = size - start < length ? size : start + length;
  return text.slice(Math.max(0, start), Math.max(0, start, end));
}

function rightOf(text: string, length: number): Text {
  return length <= 0 ? "" : substringOf(text, -length);
}

type Side = "both" | "leading" | "trailing";

function trimOf(side: Side, text: string, characters: string): string {
  const set = new Set(characters);
  const points = [...text];
  let start = 0;
  let end = points.length;
  if (side !== "trailing") while (start < end && set.has(points[start] ?? "")) start++;
  if (side !== "leading") while (end > start && set.has(points[end - 1] ?? "")) end--;
  return points.slice(start, end).join("");
}

/** TRIM and its relatives remove blanks only, or the given characters; where those stand differs by function. */
function trim(name: string, side: Side, charactersFirst: boolean): FunctionDefinition {
  return define([name], [1, 2], ({ args, span }) => {
    const ordered = charactersFirst ? [...args].reverse() : args;
    const texts = ordered.map((arg, i) => coerceArgument(name, arg, i, STRING));
    return strict(STRING, texts, span, (text: string, characters = " ") => trimOf(side, text, characters));
  });
}

const sameAsFirst = (args: readonly TypedExpression[]): SparkType => args[0]?.type ?? STRING;

/** A test of one text against another; both may be bytes. */
function textTest(name: string, ofText: (text: string, part: string) => boolean): FunctionDefinition {
  return define(name, [2, 2], ({ args, span }) => {
    const areBytes = args.every((arg) => arg.type.kind === "binary");
    const operands = args.map((arg, i) => (areBytes ? arg : coerceArgument(name, arg, i, STRING)));
    const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
    return areBytes
      ? strict(BOOLEAN, operands, span, (text: Uint8Array, part: Uint8Array) => ofText(latin(text), latin(part)))
      : strict(BOOLEAN, operands, span, ofText);
  });
}

function capitalise(text: string): string {
  return text
    .toLowerCase()
    .split(" ")
    .map((word) => {
      const [first = ""] = word;
      return first.toUpperCase().slice(0, first.toUpperCase() === "SS" ? 1 : undefined) + word.slice(first.length);
    })
    .join(" ");
}

const byteLength = (text: Text): number =>
  typeof text === "string" ? new TextEncoder().encode(text).length : text.length;

/** The basic functions on text: joining, cutting, case, length. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  define("concat", [0, MANY], ({ name, args, span }) => buildConcat(name, args, span)),
  define("concat_ws", [1, MANY], ({ name, args, span }) => buildConcatWithSeparator(name, args, span)),
  simple("lower lcase", { takes: [STRING], gives: STRING, compute: (text: string) => text.toLowerCase() }),
  simple("upper ucase", { takes: [STRING], gives: STRING, compute: (text: string) => text.toUpperCase() }),
  simple("initcap", { takes: [STRING], gives: STRING, compute: capitalise }),
  trim("trim", "both", true),
  trim("ltrim", "leading", true),
  trim("rtrim", "trailing", true),
  trim("btrim", "both", false),
  trim("trim both", "both", false),
  trim("trim leading", "leading", false),
  trim("trim trailing", "trailing", false),
  simple("substring substr", {
    takes: [TEXT_OR_BYTES, INT, INT],
    optional: 1,
    gives: sameAsFirst,
    compute: substringOf,
  }),
  simple("left", {
    takes: [TEXT_OR_BYTES, INT],
    gives: sameAsFirst,
    compute: (text: Text, length: number) => substringOf(text, 1, length),
  }),
  simple("right", { takes: [STRING, INT], gives: STRING, compute: rightOf }),
  simple("length char_length character_length len", {
    takes: [TEXT_OR_BYTES],
    gives: INT,
    compute: (text: Text) => (typeof text === "string" ? lengthOf(text) : text.length),
  }),
  simple("octet_length", { takes: [TEXT_OR_BYTES], gives: INT, compute: byteLength }),
  simple("bit_length", { takes: [TEXT_OR_BYTES], gives: INT, compute: (text: Text) => byteLength(text) * 8 }),
  define("reverse", [1, 1], ({ name, args, span }) => {
    const operand = args[0] as TypedExpression;
    if (operand.type.kind === "array")
      return strict(operand.type, [operand], span, (array: SparkArray) => [...array].reverse());
    return strict(STRING, [coerceArgument(name, operand, 0, STRING)], span, reverseText);
  }),
  simple("repeat", {
    takes: [STRING, INT],
    gives: STRING,
    compute: (text: string, count: number) =>
      text.repeat(checkSize(text.length * Math.max(0, count)) / (text.length || 1)),
  }),
  simple("space", {
    takes: [INT],
    gives: STRING,
    compute: (count: number) => " ".repeat(checkSize(Math.max(0, count))),
  }),
  textTest("startswith", (text, part) => text.startsWith(part)),
  textTest("endswith", (text, part) => text.endsWith(part)),
  textTest("contains", (text, part) => text.includes(part)),
  define("elt", [2, MANY], ({ name, args, span }) => {
    const [index, ...values] = args as [TypedExpression, ...TypedExpression[]];
    const areBytes = values.every((value) => value.type.kind === "binary");
    const texts = values.map((value, i) => (areBytes ? value : coerceArgument(name, value, i + 1, STRING)));
    const at = coerceArgument(name, index, 0, INT);
    return lenient(areBytes ? BINARY : STRING, [at, ...texts], span, (n: number | null, ...of: SparkValue[]) =>
      n === null ? null : (of[n - 1] ?? null),
    );
  }),
];
