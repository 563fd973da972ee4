import { type Place, PythonProblem } from "./place.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const ESCAPE = /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;

/** The text that stands for the escapes of a Python string. Unknown escapes stay as they are, as in Python. */
function unescapeText(text: string, place: Place): string {
  return text.replace(ESCAPE, (whole: string, code: string) => {
    const simple = SIMPLE[code];
    if (simple !== undefined) return simple;
    if (code === "\r\n") return "";
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^[xuU]./.test(code)) {
      const point = Number.parseInt(code.slice(1), 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
    }
    if (/^[xuUN]/.test(code))
      throw new PythonProblem("bad-escape", place, `The escape ${whole} is not read.`, "Write the character itself.");
    return whole;
  });
}

export interface StringParts {
  readonly isFormat: boolean;
  /** Offsets of what stands between the quotes. */
  readonly start: number;
  readonly end: number;
  /** The text that a piece between the quotes stands for. */
  decode(from: number, to: number): string;
}

/** Takes a string literal of Python apart: prefix, quotes, escapes. */
export function stringParts(place: Place): StringParts {
  const { text } = place.file;
  const literal = text.slice(place.start, place.end);
  const [, prefix = "", quote = '"'] = /^([a-zA-Z]*)("""|'''|"|')/.exec(literal) ?? [];
  const letters = prefix.toLowerCase();
  if (letters.includes("b"))
    throw new PythonProblem("bytes", place, "Bytes are not read.", "Write a text without the b.");
  const isRaw = letters.includes("r");
  const isFormat = letters.includes("f");
  return {
    isFormat,
    start: place.start + prefix.length + quote.length,
    end: place.end - quote.length,
    decode: (from, to) => {
      const piece = text.slice(from, to).replaceAll("\r\n", "\n");
      const plain = isRaw ? piece : unescapeText(piece, place);
      return isFormat ? plain.replaceAll("{{", "{").replaceAll("}}", "}") : plain;
    },
  };
}
