/** One-based, as stack traces and Monaco count. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Reads the base 64 variable-length numbers of one segment of a source map. */
function readNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.indexOf(char);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    shift = 0;
  }
  return numbers;
}

/** Where generated code comes from, by the `mappings` of its source map; null before the first mapping. */
export function originalPosition(mappings: string, generated: SourcePosition): SourcePosition | null {
  let sourceLine = 0;
  let sourceColumn = 0;
  let best: SourcePosition | null = null;
  const lines = mappings.split(";");
  for (let line = 1; line <= Math.min(generated.line, lines.length); line++) {
    let column = 0;
    for (const segment of (lines[line - 1] ?? "").split(",")) {
      if (segment === "") continue;
      const [columnStep = 0, , lineStep = 0, sourceColumnStep = 0] = readNumbers(segment);
      column += columnStep;
      sourceLine += lineStep;
      sourceColumn += sourceColumnStep;
      if (line < generated.line || column + 1 <= generated.column)
        best = { line: sourceLine + 1, column: sourceColumn + 1 };
    }
  }
  return best;
}

/** Line and column of an offset. `\r\n`, `\n` and `\r` end a line. */
export function positionOfOffset(text: string, offset: number): SourcePosition {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < offset; i++) {
    const char = text[i];
    if (char === "\n" || (char === "\r" && text[i + 1] !== "\n")) {
      line++;
      lineStart = i + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}

/** Offset of a line and column; the end of the text if it has no such place. */
export function offsetOfPosition(text: string, position: SourcePosition): number {
  let line = 1;
  let offset = 0;
  while (line < position.line && offset < text.length) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = offset;
    const match = end.exec(text);
    if (match === null) return text.length;
    offset = match.index + match[0].length;
    line++;
  }
  return Math.min(text.length, offset + position.column - 1);
}
