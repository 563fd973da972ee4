import { isMarkerLine } from "./cell-marker.ts";

export interface MarkerLine {
  /** Offset of the line's first character. */
  readonly start: number;
  /** Offset after its last character, before the line end. */
  readonly end: number;
}

/** What stands before a slash that opens a regular expression rather than divides. */
const BEFORE_REGEX =
  /(?:^|[([{,;:=!&|?+\-*%~^<>]|\b(?:return|typeof|case|in|of|new|delete|void|throw|do|else|await|yield))\s*$/;
const LINE_END = /\r\n|\n|\r/g;

function lineEndAfter(text: string, start: number): number {
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}

/** End of the regular expression at `start`, or -1 if none ends on its line. */
function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i];
    if (char === "\n" || char === "\r") return -1;
    if (char === "\\") i++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return i + 1;
  }
  return -1;
}

/** End of the quoted string at `start`; an open one ends with its line. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i];
    if (char === "\\") i += text.startsWith("\r\n", i + 1) ? 2 : 1;
    else if (char === text[start]) return i + 1;
    else if (char === "\n" || char === "\r") return i;
  }
  return text.length;
}

/** Walks code from `from`, reports marker lines, returns the offset of the literal or comment left open, or -1. */
function walk(text: string, from: number, found: MarkerLine[]): number {
  /** Open templates: where each began, and the braces open in its current `${}`, -1 while in its text. */
  const templates: { readonly start: number; braces: number }[] = [];
  let i = from;
  while (i < text.length) {
    const char = text[i];
    const template = templates.at(-1);
    if (template !== undefined && template.braces === -1) {
      if (char === "\\") i += 2;
      else if (char === "`") {
        templates.pop();
        i++;
      } else if (char === "$" && text[i + 1] === "{") {
        template.braces = 0;
        i += 2;
      } else i++;
    } else if (char === "/" && text[i + 1] === "/") {
      const end = lineEndAfter(text, i);
      const startsLine = i === 0 || text[i - 1] === "\n" || text[i - 1] === "\r";
      if (templates.length === 0 && startsLine && isMarkerLine(text.slice(i, end))) found.push({ start: i, end });
      i = end;
    } else if (char === "/" && text[i + 1] === "*") {
      const end = text.indexOf("*/", i + 2);
      if (end === -1) return templates[0]?.start ?? i;
      i = end + 2;
    } else if (char === '"' || char === "'") {
      i = stringEnd(text, i);
    } else if (char === "`") {
      templates.push({ start: i, braces: -1 });
      i++;
    } else if (char === "/" && BEFORE_REGEX.test(text.slice(Math.max(0, i - 40), i))) {
      const end = regexEnd(text, i);
      i = end === -1 ? i + 1 : end;
    } else {
      if (template !== undefined && char === "{") template.braces++;
      if (template !== undefined && char === "}") template.braces--;
      i++;
    }
  }
  return templates[0]?.start ?? -1;
}

/**
 * The lines of a TypeScript text that open a cell. A line inside a template literal or a block comment opens none,
 * unless that literal or comment is never closed: a half-typed cell must not swallow the ones below it, so the next
 * marker line then closes it.
 */
export function findMarkerLines(text: string): readonly MarkerLine[] {
  const found: MarkerLine[] = [];
  let from = 0;
  while (from < text.length) {
    const open = walk(text, from, found);
    if (open === -1) break;
    let start = lineEndAfter(text, open);
    let end = start;
    do {
      start = text.startsWith("\r\n", end) ? end + 2 : end + 1;
      end = lineEndAfter(text, start);
    } while (start < text.length && !isMarkerLine(text.slice(start, end)));
    if (start >= text.length) break;
    found.push({ start, end });
    from = end;
  }
  return found;
}
