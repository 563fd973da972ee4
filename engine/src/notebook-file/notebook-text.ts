import { parseMarker } from "./cell-marker.ts";
import { findMarkerLines } from "./marker-lines.ts";
import type { Cell, LineEnd, Notebook } from "./notebook.ts";

/** The dominant line end of a text. */
export function lineEndOf(text: string): LineEnd {
  const crlf = text.split("\r\n").length - 1;
  const all = text.split("\n").length - 1;
  return crlf * 2 > all ? "\r\n" : "\n";
}

/**
 * Cuts the text of a `*.notebook.ts` file into cells. Nothing is lost: `printNotebook(parseNotebook(text)) === text`
 * for every text. A text without markers is all header.
 */
export function parseNotebook(text: string): Notebook {
  const markers = findMarkerLines(text);
  const lineEnd = lineEndOf(text);
  const cells: Cell[] = markers.map((line, i) => {
    const body = text.slice(line.end, markers[i + 1]?.start ?? text.length);
    const first = /^(?:\r\n|\n|\r)?/.exec(body)?.[0] ?? "";
    const rest = body.slice(first.length);
    const source = rest.trimEnd();
    const marker = text.slice(line.start, line.end);
    const { kind, name } = parseMarker(marker);
    return { id: `c${i + 1}`, kind, name, marker: marker + first, source, gap: rest.slice(source.length) };
  });
  const head = text.slice(0, markers[0]?.start ?? text.length);
  const header = head.trimEnd();
  return { header, headerGap: head.slice(header.length), cells, lineEnd, edits: {}, nextId: cells.length + 1 };
}

export function printNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(({ marker, source, gap }) => marker + source + gap);
  return notebook.header + notebook.headerGap + cells.join("");
}
