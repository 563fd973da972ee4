import { HEADER_ID } from "../../notebook-file/cell-graph.ts";
import type { CellProblem } from "../../notebook-file/cell-result.ts";
import type { Notebook } from "../../notebook-file/notebook.ts";
import { positionOfOffset, type SourcePosition } from "../../notebook-file/source-position.ts";

/** Where the source of each cell begins in the text of its file, by id. */
export function sourceOffsets({ header, headerGap, cells }: Notebook): ReadonlyMap<string, number> {
  const offsets = new Map([[HEADER_ID, 0]]);
  let offset = header.length + headerGap.length;
  for (const { id, marker, source, gap } of cells) {
    offsets.set(id, offset + marker.length);
    offset += marker.length + source.length + gap.length;
  }
  return offsets;
}

/** Line and column in the file of a problem in a cell; the first line of the cell where it says no place. */
export function placeOf(text: string, cellOffset: number, range: CellProblem["range"]): SourcePosition {
  return positionOfOffset(text, cellOffset + (range?.start ?? 0));
}
