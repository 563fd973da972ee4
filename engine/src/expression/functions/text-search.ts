import { editDistance } from "../analysis/closest-names.ts";
import { coerceArgument } from "../analysis/coerce.ts";
import { lenient, strict, type TypedExpression } from "../analysis/typed-expression.ts";
import { EvaluationError } from "../failure.ts";
import { arrayOf, BINARY, INT, STRING } from "../types/spark-type.ts";
import { indexOfText, lengthOf, sliceOf } from "../values/code-points.ts";
import { checkSize } from "../values/exact.ts";
import { define, type FunctionDefinition, simple } from "./definition.ts";
import { joinBytes, substringOf } from "./text.ts";

function padText(side: "left" | "right", text: string, length: number, filler: string): string {
  const missing = length - lengthOf(text);
  if (missing <= 0 || filler === "") return sliceOf(text, 0, length);
  const points = [...filler];
  const padding = Array.from({ length: checkSize(missing) }, (_, i) => points[i % points.length]).join("");
  return side === "left" ? padding + text : text + padding;
}

function padBytes(side: "left" | "right", bytes: Uint8Array, length: number, filler: Uint8Array): Uint8Array {
  const missing = length - bytes.length;
  if (missing <= 0 || filler.length === 0) return bytes.slice(0, Math.max(0, length));
  const padding = Uint8Array.from({ length: checkSize(missing) }, (_, i) => filler[i % filler.length] ?? 0);
  return side === "left" ? joinBytes([padding, bytes]) : joinBytes([bytes, padding]);
}

function pad(name: string, side: "left" | "right"): FunctionDefinition {
  return define(name, [2, 3], ({ args, span }) => {
    const [text, length, filler] = args as [TypedExpression, TypedExpression, TypedExpression | undefined];
    const count = coerceArgument(name, length, 1, INT);
    if (text.type.kind === "binary" && (filler === undefined || filler.type.kind === "binary"))
      return strict(
        BINARY,
        filler === undefined ? [text, count] : [text, count, filler],
        span,
        (bytes: Uint8Array, wanted: number, with_ = new Uint8Array(1)) => padBytes(side, bytes, wanted, with_),
      );
    const operands = [coerceArgument(name, text, 0, STRING), count];
    if (filler !== undefined) operands.push(coerceArgument(name, filler, 2, STRING));
    return strict(STRING, operands, span, (of: string, wanted: number, with_ = " ") =>
      padText(side, of, wanted, with_),
    );
  });
}

/** LOCATE and POSITION: a missing start gives 0, a start below 1 finds nothing. */
function locate(part: string | null, text: string | null, start: number | null = 1): number | null {
  if (start === null) return 0;
  if (part === null || text === null) return null;
  return start < 1 ? 0 : indexOfText(text, part, start - 1) + 1;
}

function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const map = new Map<string, string>();
  for (const [i, character] of [...from].entries()) if (!map.has(character)) map.set(character, targets[i] ?? "");
  return [...text].map((character) => map.get(character) ?? character).join("");
}

function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === "" || count === 0) return "";
  let at = count > 0 ? -delimiter.length : text.length;
  for (let n = 0; n < Math.abs(count); n++) {
    if (count < 0 && at === 0) return text;
    at = count > 0 ? text.indexOf(delimiter, at < 0 ? 0 : at + 1) : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return count > 0 ? text.slice(0, at) : text.slice(at + delimiter.length);
}

function splitPart(text: string, delimiter: string, index: number): string {
  if (index === 0)
    throw new EvaluationError("INVALID_INDEX_OF_ZERO", "The index 0 is invalid: parts are counted from 1 or -1.");
  const parts = delimiter === "" ? [text] : text.split(delimiter);
  return (index > 0 ? parts[index - 1] : parts[parts.length + index]) ?? "";
}

const SOUNDEX = "01230127022455012623010202";

function soundex(text: string): string {
  const upper = text.toUpperCase();
  const [first = ""] = upper;
  if (!/[A-Z]/.test(first)) return text;
  let code = first;
  let last = SOUNDEX[first.charCodeAt(0) - 65] ?? "0";
  for (const letter of upper.slice(1)) {
    if (code.length === 4) break;
    if (!/[A-Z]/.test(letter)) {
      last = "0";
      continue;
    }
    const digit = SOUNDEX[letter.charCodeAt(0) - 65] ?? "0";
    if (letter === "H" || letter === "W") continue;
    if (digit !== "0" && digit !== last) code += digit;
    last = digit;
  }
  return code.padEnd(4, "0");
}

function overlay(text: string, replacement: string, position: number, length = -1): string {
  const replaced = length >= 0 ? length : lengthOf(replacement);
  return String(substringOf(text, 1, position - 1)) + replacement + String(substringOf(text, position + replaced));
}

/** Finding, padding, replacing and comparing parts of text. */
export const TEXT_SEARCH_FUNCTIONS: readonly FunctionDefinition[] = [
  pad("lpad", "left"),
  pad("rpad", "right"),
  simple("instr", {
    takes: [STRING, STRING],
    gives: INT,
    compute: (text: string, part: string) => indexOfText(text, part, 0) + 1,
  }),
  define("locate position", [2, 3], ({ name, args, span }) => {
    const operands = args.map((arg, i) => coerceArgument(name, arg, i, i < 2 ? STRING : INT));
    return lenient(INT, operands, span, locate);
  }),
  simple("replace", {
    takes: [STRING, STRING, STRING],
    optional: 1,
    gives: STRING,
    compute: (text: string, search: string, by = "") => (search === "" ? text : text.split(search).join(by)),
  }),
  simple("translate", { takes: [STRING, STRING, STRING], gives: STRING, compute: translate }),
  simple("overlay", { takes: [STRING, STRING, INT, INT], optional: 1, gives: STRING, compute: overlay }),
  simple("substring_index", { takes: [STRING, STRING, INT], gives: STRING, compute: substringIndex }),
  simple("split_part", { takes: [STRING, STRING, INT], gives: STRING, compute: splitPart }),
  simple("find_in_set", {
    takes: [STRING, STRING],
    gives: INT,
    compute: (word: string, list: string) => (word.includes(",") ? 0 : list.split(",").indexOf(word) + 1),
  }),
  simple("soundex", { takes: [STRING], gives: STRING, compute: soundex }),
  simple("levenshtein", {
    takes: [STRING, STRING, INT],
    optional: 1,
    gives: INT,
    compute: (left: string, right: string, threshold?: number) => {
      const distance = editDistance(left, right);
      return threshold !== undefined && distance > threshold ? -1 : distance;
    },
  }),
  simple("ascii", { takes: [STRING], gives: INT, compute: (text: string) => text.codePointAt(0) ?? 0 }),
  simple("chr char", {
    takes: [{ kind: "bigint" }],
    gives: STRING,
    compute: (code: number | bigint) => (code < 0 ? "" : String.fromCharCode(Number(BigInt(code) & 255n))),
  }),
  simple("sentences", {
    takes: [STRING, STRING, STRING],
    optional: 2,
    gives: arrayOf(arrayOf(STRING)),
    compute: (text: string) =>
      text
        .split(/(?<=[.!?])\s+/)
        .map((sentence) => sentence.match(/[\p{L}\p{N}'’]+/gu) ?? [])
        .filter((words) => words.length > 0),
  }),
];
