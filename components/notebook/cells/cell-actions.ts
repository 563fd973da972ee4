import { findCell } from "../../../engine/src/notebook-file/notebook.ts";
import type { MenuItem } from "../../ui/Menu.tsx";
import type { NotebookSession } from "../session/notebook-session.ts";

function indexOf(session: NotebookSession, id: string): number {
  return session.document.get().notebook.cells.findIndex((cell) => cell.id === id);
}

/** Adds a cell before or after another and goes into it. */
export function addCell(session: NotebookSession, index: number, kind: "code" | "markdown"): void {
  session.document.dispatch({ type: "add", index, kind, source: kind === "markdown" ? "// " : "" });
  const cell = session.document.get().notebook.cells[index];
  if (cell !== undefined) session.view.dispatch({ type: "activate", id: cell.id, mode: "edit" });
}

export function addBeside(session: NotebookSession, id: string, side: "above" | "below"): void {
  addCell(session, indexOf(session, id) + (side === "below" ? 1 : 0), "code");
}

/** Removes a cell; the next one, or the one before the end, becomes the active one. */
export function removeCell(session: NotebookSession, id: string): void {
  const { cells } = session.document.get().notebook;
  const index = indexOf(session, id);
  const next = cells[index + 1] ?? cells[index - 1];
  session.document.dispatch({ type: "remove", id });
  session.view.dispatch({ type: "activate", id: next?.id ?? null });
}

export function moveCell(session: NotebookSession, id: string, by: -1 | 1): void {
  const index = indexOf(session, id);
  const to = by === -1 ? index - 1 : index + 2;
  if (to >= 0 && to <= session.document.get().notebook.cells.length)
    session.document.dispatch({ type: "move", id, index: to });
}

/** Makes the neighbour of a cell the active one. */
export function stepCell(session: NotebookSession, id: string, by: -1 | 1, mode: "command" | "edit" = "command"): void {
  const next = session.document.get().notebook.cells[indexOf(session, id) + by];
  if (next !== undefined) session.view.dispatch({ type: "activate", id: next.id, mode });
}

/** Runs a cell and goes on to the next, which is made if there is none: the notebook's Shift+Enter. */
export function runAndMove(session: NotebookSession, id: string): void {
  const { cells } = session.document.get().notebook;
  if (findCell(session.document.get().notebook, id)?.kind === "code") void session.run([id]);
  if (indexOf(session, id) === cells.length - 1) addCell(session, cells.length, "code");
  else stepCell(session, id, 1);
}

export function convertCell(session: NotebookSession, id: string, kind: "code" | "markdown"): void {
  session.document.dispatch({ type: "convert", id, kind });
}

/** What can be done with a cell, for its menu. */
export function cellMenu(session: NotebookSession, id: string, kind: "code" | "markdown"): readonly MenuItem[] {
  const other = kind === "code" ? "markdown" : "code";
  return [
    ...(kind === "code" ? [{ label: "Run", keys: "Mod+Enter", onSelect: () => void session.run([id]) }] : []),
    { label: "Add a cell above", keys: "A", onSelect: () => addBeside(session, id, "above") },
    { label: "Add a cell below", keys: "B", onSelect: () => addBeside(session, id, "below") },
    { label: "Move up", keys: "Alt+↑", separated: true, onSelect: () => moveCell(session, id, -1) },
    { label: "Move down", keys: "Alt+↓", onSelect: () => moveCell(session, id, 1) },
    {
      label: other === "markdown" ? "Turn into text" : "Turn into code",
      keys: other === "markdown" ? "M" : "Y",
      onSelect: () => convertCell(session, id, other),
    },
    { label: "Delete", keys: "D D", separated: true, onSelect: () => removeCell(session, id) },
  ];
}
