import { EvaluationError } from "../failure.ts";

/** A piece of a SimpleDateFormat pattern: a field of some width or literal text. */
export type PatternPart =
  | { readonly letter: string; readonly width: number; readonly isAbutting: boolean }
  | { readonly text: string };

const LETTERS = "GyYMLwWDdFEuaHkKhmsSzZX";
const NUMERIC = "yYwWDdFuHkKhmsS";

const isNumeric = (letter: string, width: number): boolean =>
  NUMERIC.includes(letter) || ((letter === "M" || letter === "L") && width <= 2);

function rawParts(pattern: string): { letter?: string; width?: number; text?: string }[] {
  const parts: { letter?: string; width?: number; text?: string }[] = [];
  const addText = (text: string): void => {
    const last = parts.at(-1);
    if (last?.text !== undefined) last.text += text;
    else parts.push({ text });
  };
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern[i] ?? "";
    if (unit === "'") {
      if (pattern[i + 1] === "'") {
        addText("'");
        i++;
        continue;
      }
      let text = "";
      for (i++; i < pattern.length && (pattern[i] !== "'" || pattern[i + 1] === "'"); i++) {
        if (pattern[i] === "'") i++;
        text += pattern[i];
      }
      if (i >= pattern.length) throw new EvaluationError("java.lang.IllegalArgumentException", "Unterminated quote");
      addText(text);
    } else if (/[a-zA-Z]/.test(unit)) {
      if (!LETTERS.includes(unit))
        throw new EvaluationError("java.lang.IllegalArgumentException", `Illegal pattern character '${unit}'`);
      let width = 1;
      while (pattern[i + 1] === unit) {
        width++;
        i++;
      }
      parts.push({ letter: unit, width });
    } else addText(unit);
  }
  return parts;
}

/** Reads a pattern of Java's SimpleDateFormat; fails at run time on a letter it lacks, as Spark does. */
export function parsePattern(pattern: string): readonly PatternPart[] {
  const parts = rawParts(pattern);
  return parts.map(({ letter, width = 1, text = "" }, i): PatternPart => {
    if (letter === undefined) return { text };
    const next = parts[i + 1];
    const isAbutting =
      isNumeric(letter, width) && next?.letter !== undefined && isNumeric(next.letter, next.width ?? 1);
    return { letter, width, isAbutting };
  });
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** From Monday on. */
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
