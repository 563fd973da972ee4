export type CellKind = "code" | "markdown";

/** What a `// %%` line says: `// %% iceCream`, `// %% [markdown]`, `// %% intro [markdown] tags="x"`. */
export interface CellMarker {
  readonly kind: CellKind;
  /** Empty if the line gives none. */
  readonly name: string;
  /** Everything else on the line, kept as it is: other bracketed words and `key="value"` pairs. */
  readonly rest: string;
}

const MARKER = /^\/\/ ?%%(?=[ \t\r\n]|$)/;
const MARKDOWN = /\[(?:markdown|md)\]/i;
const REST = /\[[^\]]*\]|[\w-]+="[^"]*"/g;

/** True for a line (without its end) that opens a cell. */
export function isMarkerLine(line: string): boolean {
  return MARKER.test(line);
}

/** Reads a marker line, with its end or without. */
export function parseMarker(line: string): CellMarker {
  const text = line.replace(MARKER, "");
  const markdown = MARKDOWN.test(text);
  const without = text.replace(MARKDOWN, " ");
  const rest = without.match(REST)?.join(" ") ?? "";
  const name = without.replace(REST, " ").replace(/\s+/g, " ").trim();
  return { kind: markdown ? "markdown" : "code", name, rest };
}

/** The line for a marker, written the one usual way. */
export function printMarker({ kind, name, rest }: CellMarker): string {
  return ["// %%", kind === "markdown" ? "[markdown]" : "", name, rest].filter((part) => part !== "").join(" ");
}
