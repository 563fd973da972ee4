import { EvaluationError } from "../failure.ts";

const LINE_END = "\\n\\r\\u0085\\u2028\\u2029";

/** Java's classes by name, in the syntax of a JavaScript class with the v flag. */
const PROPERTIES: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7f",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "!-\\/:-@\\[-`\\{-~",
  Graph: "!-~",
  Print: " -~",
  Blank: " \\t",
  Cntrl: "\\x00-\\x1f\\x7f",
  XDigit: "0-9a-fA-F",
  Space: " \\t\\n\\x0b\\f\\r",
  javaLowerCase: "\\p{Lowercase}",
  javaUpperCase: "\\p{Uppercase}",
  javaWhitespace: "\\s",
  IsAlphabetic: "\\p{Alphabetic}",
  IsLetter: "\\p{L}",
  IsDigit: "\\p{Nd}",
  IsPunctuation: "\\p{P}",
  IsWhite_Space: "\\p{White_Space}",
};

const CLASSES: Readonly<Record<string, string>> = {
  s: " \\t\\n\\x0b\\f\\r",
  h: " \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000",
  v: "\\n\\x0b\\f\\r\\x85\\u2028\\u2029",
};

/** Characters that the v flag wants escaped. */
const escapeUnit = (unit: string): string => (/[\^$\\.*+?()[\]{}|/\-&!#%,:;<=>@`~]/.test(unit) ? `\\${unit}` : unit);
const classUnit = (unit: string): string => (/[()[\]{}/\-\\|&!#$%*+,.:;<=>?@^`~]/.test(unit) ? `\\${unit}` : unit);

class Translator {
  readonly #pattern: string;
  #at = 0;
  flags = new Set<string>();

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  #invalid(what: string): never {
    throw new EvaluationError(
      "INVALID_PARAMETER_VALUE.PATTERN",
      `The regular expression "${this.#pattern}" is not valid: ${what}.`,
    );
  }

  #next(): string {
    const unit = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += unit.length;
    return unit;
  }

  #skip(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #quoted(escapeOne: (unit: string) => string): string {
    const end = this.#pattern.indexOf("\\E", this.#at);
    const text = this.#pattern.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + 2;
    return [...text].map(escapeOne).join("");
  }

  #property(negated: boolean, inClass: boolean): string {
    const match = /^(?:\{\^?([\w=]+)\}|(\w))/.exec(this.#pattern.slice(this.#at));
    if (match === null) return this.#invalid("a class name is missing after \\p");
    this.#at += match[0].length;
    const name = match[1] ?? match[2] ?? "";
    const known = PROPERTIES[name];
    if (known !== undefined) return negated ? `[^${known}]` : inClass ? known : `[${known}]`;
    return `\\${negated ? "P" : "p"}{${name.replace(/^Is(?=[A-Z])/, "").replace(/^In(?=[A-Z])/, "Script=")}}`;
  }

  #escape(inClass: boolean): string {
    if (this.#at >= this.#pattern.length) return this.#invalid("it ends with a backslash");
    const unit = this.#next();
    const named = CLASSES[unit];
    if (named !== undefined) return inClass ? named : `[${named}]`;
    const complement = CLASSES[unit.toLowerCase()];
    if (complement !== undefined) return `[^${complement}]`;
    if (/[dDwW]/.test(unit)) return `\\${unit}`;
    if (unit === "p" || unit === "P") return this.#property(unit === "P", inClass);
    if (unit === "Q") return this.#quoted(inClass ? classUnit : escapeUnit);
    if (unit === "x" || unit === "u" || unit === "0") return this.#code(unit);
    if (/[tnrf]/.test(unit)) return `\\${unit}`;
    if (unit === "a") return "\\x07";
    if (unit === "e") return "\\x1b";
    if (!inClass) {
      if (/[bB]/.test(unit)) return `\\${unit}`;
      if (/[1-9]/.test(unit)) return `\\${unit}`;
      if (unit === "A") return "(?<![^])";
      if (unit === "z") return "(?![^])";
      if (unit === "Z") return `(?=(?:\\r\\n|[${LINE_END}])?(?![^]))`;
      if (unit === "R") return "(?:\\r\\n|[\\n\\x0b\\f\\r\\x85\\u2028\\u2029])";
      if (unit === "G") return "";
      if (unit === "k") return "\\k";
    }
    if (/[a-zA-Z]/.test(unit)) return this.#invalid(`there is no escape \\${unit}`);
    return inClass ? classUnit(unit) : escapeUnit(unit);
  }

  #code(kind: string): string {
    const rest = this.#pattern.slice(this.#at);
    const match =
      kind === "u"
        ? /^([0-9a-fA-F]{4})/.exec(rest)
        : kind === "x"
          ? /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest)
          : /^([0-3]?[0-7]{1,2})/.exec(rest);
    if (match === null) return this.#invalid(`\\${kind} needs digits`);
    this.#at += match[0].length;
    return `\\u{${Number.parseInt(match[1] ?? match[2] ?? "0", kind === "0" ? 8 : 16).toString(16)}}`;
  }

  #class(): string {
    let text = this.#skip("^") ? "[^" : "[";
    let isFirst = true;
    while (this.#at < this.#pattern.length) {
      if (!isFirst && this.#skip("]")) return `${text}]`;
      if (this.#skip("&&")) {
        const rest = this.#pattern[this.#at] === "[" ? "" : "[";
        text = `${text.replace(/^(\[\^?)([\s\S]*)$/, "$1[$2]")}&&${rest}`;
        if (rest === "[") {
          const inner = this.#class().slice(1);
          return `${text}${inner}]`;
        }
        isFirst = false;
        continue;
      }
      const unit = this.#next();
      if (unit === "[") text += this.#class();
      else if (unit === "\\") text += this.#escape(true);
      else if (unit === "-" && !isFirst && this.#pattern[this.#at] !== "]") text += "-";
      else text += classUnit(unit);
      isFirst = false;
    }
    return this.#invalid("a [ is not closed");
  }

  #group(): string {
    const flags = /^\?([imsux]+)(\)|:)/.exec(this.#pattern.slice(this.#at));
    if (flags !== null) {
      this.#at += flags[0].length;
      for (const flag of flags[1] ?? "") if (/[ims]/.test(flag)) this.flags.add(flag);
      return flags[2] === ":" ? "(?:" : "";
    }
    if (this.#skip("?>")) return "(?:";
    return "(";
  }

  translate(): string {
    let text = "";
    while (this.#at < this.#pattern.length) {
      const unit = this.#next();
      if (unit === "\\") text += this.#escape(false);
      else if (unit === "[") text += this.#class();
      else if (unit === "(") text += this.#group();
      else if (unit === ".") text += this.flags.has("s") ? "[^]" : `[^${LINE_END}]`;
      else if (unit === "$") text += this.flags.has("m") ? "$" : `(?=(?:\\r\\n|[${LINE_END}])?(?![^]))`;
      else if (unit === "+" && /[*+?}]$/.test(text) && !/\\[*+?}]$/.test(text)) text += "";
      else if (unit === "{" && !/^\d+(?:,\d*)?\}/.test(this.#pattern.slice(this.#at)))
        return this.#invalid("a { has no count");
      else if (unit === "}" || unit === "]") text += /\{\d+(?:,\d*)?$/.test(text) ? unit : `\\${unit}`;
      else text += /[/]/.test(unit) ? `\\${unit}` : unit;
    }
    return text;
  }
}

/** Compiles a Java regular expression; the result is global, so that it can be stepped through a text. */
export function javaRegex(pattern: string): RegExp {
  const translator = new Translator(pattern);
  const text = translator.translate();
  const flags = ["g", ...["i", "m"].filter((flag) => translator.flags.has(flag))].join("");
  try {
    return new RegExp(text, `${flags}v`);
  } catch (error) {
    throw new EvaluationError(
      "INVALID_PARAMETER_VALUE.PATTERN",
      `The regular expression "${pattern}" is not valid: ${String(error)}`,
    );
  }
}

/** Expands `$1`, `${name}` and `\$` of a Java replacement for one match. */
export function expandReplacement(replacement: string, match: RegExpExecArray): string {
  let text = "";
  for (let i = 0; i < replacement.length; i++) {
    const unit = replacement[i] ?? "";
    if (unit === "\\") {
      i++;
      if (i >= replacement.length)
        throw new EvaluationError("java.lang.IllegalArgumentException", "The replacement ends with a backslash.");
      text += replacement[i];
    } else if (unit === "$") {
      const reference = /^\$(?:\{(\w+)\}|(\d+))/.exec(replacement.slice(i));
      if (reference === null)
        throw new EvaluationError("java.lang.IllegalArgumentException", "The replacement refers to no group.");
      const [whole, name, digits = ""] = reference;
      if (name !== undefined) {
        text += match.groups?.[name] ?? "";
        i += whole.length - 1;
        continue;
      }
      let used = 1;
      while (used < digits.length && Number(digits.slice(0, used + 1)) < match.length) used++;
      const group = Number(digits.slice(0, used));
      if (group >= match.length)
        throw new EvaluationError("java.lang.IndexOutOfBoundsException", `There is no group ${group}.`);
      text += match[group] ?? "";
      i += used;
    } else text += unit;
  }
  return text;
}

/** Splits as Java does: an empty match at the start is no cut; `limit` bounds the parts if it is positive. */
export function splitByRegex(text: string, regex: RegExp, limit: number): string[] {
  const parts: string[] = [];
  let index = 0;
  for (const match of text.matchAll(regex)) {
    if (limit > 0 && parts.length >= limit - 1) break;
    const end = match.index + match[0].length;
    if (match.index === 0 && end === 0) continue;
    if (match[0] === "" && match.index >= text.length) continue;
    parts.push(text.slice(index, match.index));
    index = end;
  }
  parts.push(text.slice(index));
  return parts;
}
