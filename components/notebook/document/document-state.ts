import { type CellKind, parseMarker, printMarker } from "../../../engine/src/notebook-file/cell-marker.ts";
import { markdownFromSource, sourceFromMarkdown } from "../../../engine/src/notebook-file/markdown-source.ts";
import type { Cell, Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import type { StreamEdits } from "../../../engine/src/simulation/stream.ts";

/** Every change a person can make to the document. `continues`: part of the same gesture as the change before. */
export type DocumentAction =
  | { readonly type: "edit"; readonly id: string; readonly source: string; readonly continues?: boolean }
  /** Several cells at once, by id. */
  | { readonly type: "editCells"; readonly sources: Readonly<Record<string, string>>; readonly continues?: boolean }
  /** Moves of single events of a stream, which is named by the hash of its definition. */
  | {
      readonly type: "editStream";
      readonly stream: string;
      readonly edits: StreamEdits;
      readonly continues?: boolean;
    }
  | { readonly type: "editHeader"; readonly source: string; readonly continues?: boolean }
  | ({ readonly type: "add" } & NewCell)
  /** Code cells at the end, with the header that they need. */
  | {
      readonly type: "append";
      readonly header: string;
      readonly cells: readonly { readonly name: string; readonly source: string }[];
    }
  | { readonly type: "remove"; readonly id: string }
  /** To the place before the cell that is at `index` now; the number of cells: to the end. */
  | { readonly type: "move"; readonly id: string; readonly index: number }
  | { readonly type: "rename"; readonly id: string; readonly name: string }
  | { readonly type: "convert"; readonly id: string; readonly kind: CellKind }
  | { readonly type: "load"; readonly notebook: Notebook }
  | { readonly type: "undo" }
  | { readonly type: "redo" };

interface Step {
  readonly notebook: Notebook;
  /** Equal for changes of one gesture. */
  readonly gesture: string;
}

/** The document and the ways back and forth. */
export interface DocumentState {
  readonly notebook: Notebook;
  readonly past: readonly Step[];
  readonly future: readonly Notebook[];
}

const HISTORY = 200;

export function openDocument(notebook: Notebook): DocumentState {
  return { notebook, past: [], future: [] };
}

/** One blank line between cells and none after the last, where a change moved them. */
function gapOf(cell: Cell, last: boolean, wasLast: boolean, end: string): string {
  if (last) return !wasLast && cell.gap === end + end ? end : cell.gap;
  if (wasLast && cell.gap === end) return end + end;
  const closed = /\n/.test(cell.gap) || (cell.source === "" && cell.gap === "");
  return closed ? cell.gap : end + end;
}

/** Makes sure that every cell begins on its own line and is set apart from the next. */
function spaced(notebook: Notebook, cells: readonly Cell[]): readonly Cell[] {
  const end = notebook.lineEnd;
  const lastId = notebook.cells.at(-1)?.id;
  return cells.map((cell, i) => {
    const marker = /[\r\n]$/.test(cell.marker) ? cell.marker : cell.marker + end;
    const gap = gapOf(cell, i === cells.length - 1, cell.id === lastId, end);
    return marker === cell.marker && gap === cell.gap ? cell : { ...cell, marker, gap };
  });
}

function withCells(notebook: Notebook, cells: readonly Cell[]): Notebook {
  return { ...notebook, cells: spaced(notebook, cells) };
}

function changeCell(notebook: Notebook, id: string, change: (cell: Cell) => Cell): Notebook {
  const cells = notebook.cells.map((cell) => (cell.id === id ? change(cell) : cell));
  return cells.every((cell, i) => cell === notebook.cells[i]) ? notebook : withCells(notebook, cells);
}

interface NewCell {
  readonly index: number;
  readonly kind: CellKind;
  readonly name?: string;
  readonly source?: string;
}

function addCell(notebook: Notebook, { index, kind, name = "", source = "" }: NewCell): Notebook {
  const end = notebook.lineEnd;
  const marker = printMarker({ kind, name, rest: "" }) + end;
  const cell: Cell = { id: `c${notebook.nextId}`, kind, name, marker, source, gap: end + end };
  const cells = [...notebook.cells.slice(0, index), cell, ...notebook.cells.slice(index)];
  return { ...withCells(notebook, cells), nextId: notebook.nextId + 1 };
}

function change(notebook: Notebook, action: DocumentAction): Notebook {
  switch (action.type) {
    case "edit":
      return changeCell(notebook, action.id, (cell) =>
        cell.source === action.source ? cell : { ...cell, source: action.source },
      );
    case "editCells": {
      const cells = notebook.cells.map((cell) => {
        const source = action.sources[cell.id];
        return source === undefined || source === cell.source ? cell : { ...cell, source };
      });
      return cells.every((cell, i) => cell === notebook.cells[i]) ? notebook : withCells(notebook, cells);
    }
    case "editStream": {
      const { [action.stream]: _before, ...others } = notebook.edits;
      const edits = Object.keys(action.edits).length === 0 ? others : { ...others, [action.stream]: action.edits };
      return { ...notebook, edits };
    }
    case "editHeader": {
      if (action.source === notebook.header) return notebook;
      const end = notebook.lineEnd;
      const headerGap = action.source === "" ? "" : notebook.headerGap || end + end;
      return { ...notebook, header: action.source, headerGap };
    }
    case "add":
      return addCell(notebook, action);
    case "append": {
      const start = change(notebook, { type: "editHeader", source: action.header });
      return action.cells.reduce(
        (before, cell) => addCell(before, { kind: "code", index: before.cells.length, ...cell }),
        start,
      );
    }
    case "remove": {
      const cells = notebook.cells.filter((cell) => cell.id !== action.id);
      return cells.length === notebook.cells.length ? notebook : withCells(notebook, cells);
    }
    case "move": {
      const from = notebook.cells.findIndex((cell) => cell.id === action.id);
      const cell = notebook.cells[from];
      const to = action.index > from ? action.index - 1 : action.index;
      if (cell === undefined || to === from) return notebook;
      const cells = notebook.cells.filter((other) => other !== cell);
      cells.splice(to, 0, cell);
      return withCells(notebook, cells);
    }
    case "rename":
      return changeCell(notebook, action.id, (cell) => {
        const name = action.name.replace(/\s+/g, " ").trim();
        if (name === cell.name) return cell;
        const { kind, rest } = parseMarker(cell.marker);
        return { ...cell, name, marker: printMarker({ kind, name, rest }) + notebook.lineEnd };
      });
    case "convert":
      return changeCell(notebook, action.id, (cell) => {
        if (cell.kind === action.kind) return cell;
        const { name, rest } = parseMarker(cell.marker);
        const source =
          action.kind === "markdown"
            ? sourceFromMarkdown(cell.source, notebook.lineEnd)
            : markdownFromSource(cell.source);
        const marker = printMarker({ kind: action.kind, name, rest }) + notebook.lineEnd;
        return { ...cell, kind: action.kind, marker, source };
      });
    default:
      return notebook;
  }
}

function gestureOf(action: DocumentAction): string {
  if (action.type === "edit") return `edit ${action.id}`;
  if (action.type === "editCells") return `edit ${Object.keys(action.sources).join(" ")}`;
  if (action.type === "editStream") return `edit stream ${action.stream}`;
  return action.type;
}

/** The document after one action. Nothing else changes a document. */
export function reduceDocument(state: DocumentState, action: DocumentAction): DocumentState {
  if (action.type === "load") return openDocument(action.notebook);
  if (action.type === "undo") {
    const step = state.past.at(-1);
    if (step === undefined) return state;
    const notebook = { ...step.notebook, nextId: state.notebook.nextId };
    return { notebook, past: state.past.slice(0, -1), future: [state.notebook, ...state.future] };
  }
  if (action.type === "redo") {
    const [notebook, ...future] = state.future;
    if (notebook === undefined) return state;
    const past = [...state.past, { notebook: state.notebook, gesture: "redo" }];
    return { notebook, past, future };
  }
  const notebook = change(state.notebook, action);
  if (notebook === state.notebook) return state;
  const gesture = gestureOf(action);
  const continues = "continues" in action && action.continues === true && state.past.at(-1)?.gesture === gesture;
  const past = continues ? state.past : [...state.past, { notebook: state.notebook, gesture }].slice(-HISTORY);
  return { notebook, past, future: [] };
}
