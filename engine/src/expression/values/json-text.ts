import { javaNumberText } from "./number-text.ts";

/** A JSON value as it was written: fields in order and repeated ones kept, numbers with their text. */
export type JsonNode =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string; readonly isInteger: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly fields: readonly (readonly [string, JsonNode])[] };

/** What a reader takes beyond strict JSON. */
interface Leniency {
  readonly singleQuotes?: boolean;
  /** Control characters inside strings. */
  readonly controls?: boolean;
  /** NaN and infinities as numbers. */
  readonly nonFinite?: boolean;
}

class BadJson extends Error {}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const NON_FINITE = /NaN|[+-]?Infinity|[+-]INF/y;
const MAX_DEPTH = 1000;

class Reader {
  readonly #text: string;
  readonly #allowed: Leniency;
  #at = 0;

  constructor(text: string, allowed: Leniency) {
    this.#text = text;
    this.#allowed = allowed;
  }

  skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    this.skipBlanks();
    if (!this.#take(token)) throw new BadJson();
  }

  #string(): string {
    const quote = this.#text[this.#at++];
    let value = "";
    for (;;) {
      const unit = this.#text[this.#at++];
      if (unit === undefined || (unit < " " && !this.#allowed.controls)) throw new BadJson();
      if (unit === quote) return value;
      if (unit !== "\\") {
        value += unit;
        continue;
      }
      const escaped = this.#text[this.#at++] ?? "";
      if (escaped === "u") {
        const hex = this.#text.slice(this.#at, this.#at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new BadJson();
        value += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 4;
      } else {
        const plain = ESCAPES[escaped];
        if (plain === undefined || (escaped === "'" && !this.#allowed.singleQuotes)) throw new BadJson();
        value += plain;
      }
    }
  }

  #isQuote(): boolean {
    const unit = this.#text[this.#at];
    return unit === '"' || (this.#allowed.singleQuotes === true && unit === "'");
  }

  #number(): JsonNode {
    if (this.#allowed.nonFinite) {
      NON_FINITE.lastIndex = this.#at;
      const special = NON_FINITE.exec(this.#text);
      if (special !== null) {
        this.#at += special[0].length;
        return { kind: "number", text: special[0].replace("INF", "Infinity").replace("+", ""), isInteger: false };
      }
    }
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw new BadJson();
    this.#at += match[0].length;
    if (/[\w.]/.test(this.#text[this.#at] ?? "")) throw new BadJson();
    return { kind: "number", text: match[0], isInteger: match[1] === undefined && match[2] === undefined };
  }

  #array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.skipBlanks();
    if (this.#take("]")) return { kind: "array", items };
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipBlanks();
      if (this.#take("]")) return { kind: "array", items };
      this.#expect(",");
    }
  }

  #object(depth: number): JsonNode {
    const fields: (readonly [string, JsonNode])[] = [];
    this.skipBlanks();
    if (this.#take("}")) return { kind: "object", fields };
    for (;;) {
      this.skipBlanks();
      if (!this.#isQuote()) throw new BadJson();
      const name = this.#string();
      this.#expect(":");
      fields.push([name, this.value(depth + 1)]);
      this.skipBlanks();
      if (this.#take("}")) return { kind: "object", fields };
      this.#expect(",");
    }
  }

  value(depth = 0): JsonNode {
    if (depth > MAX_DEPTH) throw new BadJson();
    this.skipBlanks();
    if (this.#take("{")) return this.#object(depth);
    if (this.#take("[")) return this.#array(depth);
    if (this.#isQuote()) return { kind: "string", value: this.#string() };
    for (const [word, node] of WORDS) {
      if (!this.#take(word)) continue;
      if (/\w/.test(this.#text[this.#at] ?? "")) throw new BadJson();
      return node;
    }
    return this.#number();
  }
}

const WORDS: readonly (readonly [string, JsonNode])[] = [
  ["null", { kind: "null" }],
  ["true", { kind: "boolean", value: true }],
  ["false", { kind: "boolean", value: false }],
];

/** Reads the first JSON value of a text; null if it is broken. What follows does not count. */
export function readJson(text: string, allowed: Leniency): JsonNode | null {
  try {
    return new Reader(text, allowed).value();
  } catch (error) {
    if (error instanceof BadJson) return null;
    throw error;
  }
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A JSON string as Spark's writer quotes it: only quotes, backslashes and controls are escaped. */
export function quoteJson(text: string): string {
  let quoted = "";
  for (const unit of text) {
    const code = unit.charCodeAt(0);
    const short = SHORT_ESCAPES[unit];
    if (short !== undefined) quoted += short;
    else quoted += code < 0x20 ? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}` : unit;
  }
  return `"${quoted}"`;
}

const numberText = (text: string, isInteger: boolean): string => {
  if (isInteger) return text === "-0" ? "0" : text;
  const shown = javaNumberText(Number(text));
  return /^[-\d]/.test(shown) && !shown.endsWith("Infinity") ? shown : `"${shown}"`;
};

/** JSON text of a node, without blanks; fractions come out as Java shows doubles. */
export function jsonText(node: JsonNode): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "number":
      return numberText(node.text, node.isInteger);
    case "string":
      return quoteJson(node.value);
    case "array":
      return `[${node.items.map(jsonText).join(",")}]`;
    case "object":
      return `{${node.fields.map(([name, value]) => `${quoteJson(name)}:${jsonText(value)}`).join(",")}}`;
  }
}
