import type { StreamEdits } from "../simulation/stream.ts";
import type { CellKind } from "./cell-marker.ts";

/** One cell. `source` is its exact text in the file: TypeScript, or the comment lines of markdown. */
export interface Cell {
  /** Unique in the notebook, never saved. */
  readonly id: string;
  readonly kind: CellKind;
  /** As on the marker line; empty if it gives none. */
  readonly name: string;
  /** The `// %%` line as the file has it, with its end. */
  readonly marker: string;
  readonly source: string;
  /** Line ends and blanks between the source and the next marker. */
  readonly gap: string;
}

export type LineEnd = "\n" | "\r\n";

/** A `*.notebook.ts` file in cells. */
export interface Notebook {
  /** The code before the first marker: the imports. */
  readonly header: string;
  /** Line ends and blanks between the header and the first marker. */
  readonly headerGap: string;
  readonly cells: readonly Cell[];
  /** Written into new cells. */
  readonly lineEnd: LineEnd;
  /** Events that the person moved, by the hash of their stream's definition. Undone like text, but in no file. */
  readonly edits: Readonly<Record<string, StreamEdits>>;
  /** The next free cell number. */
  readonly nextId: number;
}

export function findCell(notebook: Notebook, id: string): Cell | undefined {
  return notebook.cells.find((cell) => cell.id === id);
}
