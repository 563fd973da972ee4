const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "0": "\u0000",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  "%": "\\%",
  _: "\\_",
};

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([\s\S]))/g;

/** The text that a quoted Spark string stands for, quotes and raw prefix included in `quoted`. */
export function unquoteString(quoted: string): string {
  if (quoted.startsWith("r") || quoted.startsWith("R")) return quoted.slice(2, -1);
  return quoted
    .slice(1, -1)
    .replace(ESCAPE, (_all, short?: string, long?: string, octal?: string, other?: string): string => {
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
      if (long !== undefined) {
        const code = Number.parseInt(long, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : "";
      }
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return SIMPLE_ESCAPES[other ?? ""] ?? other ?? "";
    });
}

const ESCAPED = new Map(
  Object.entries(SIMPLE_ESCAPES).flatMap(([letter, value]) => (value.length === 1 ? [[value, letter] as const] : [])),
);

/** A quoted Spark string that stands for `text`. */
export function quoteString(text: string): string {
  let quoted = "";
  for (const unit of text) {
    const letter = ESCAPED.get(unit);
    if (letter !== undefined) quoted += `\\${letter}`;
    else quoted += unit === "'" || unit === "\\" ? `\\${unit}` : unit;
  }
  return `'${quoted}'`;
}
