import { type KeyboardEvent, useRef } from "react";
import type { Cell } from "../../../engine/src/notebook-file/notebook.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { useSession } from "../session/session-context.tsx";
import { addBeside, convertCell, moveCell, removeCell, runAndMove, stepCell } from "./cell-actions.ts";

/** Two presses of a letter count as one command within this time. */
const DOUBLE_MS = 600;

type Command = (session: NotebookSession, cell: Cell) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  Enter: (session, { id }) => session.view.dispatch({ type: "activate", id, mode: "edit" }),
  "Shift+Enter": (session, { id }) => runAndMove(session, id),
  "Mod+Enter": (session, { id }) => void session.run([id]),
  ArrowUp: (session, { id }) => stepCell(session, id, -1),
  ArrowDown: (session, { id }) => stepCell(session, id, 1),
  k: (session, { id }) => stepCell(session, id, -1),
  j: (session, { id }) => stepCell(session, id, 1),
  "Alt+ArrowUp": (session, { id }) => moveCell(session, id, -1),
  "Alt+ArrowDown": (session, { id }) => moveCell(session, id, 1),
  a: (session, { id }) => addBeside(session, id, "above"),
  b: (session, { id }) => addBeside(session, id, "below"),
  "d d": (session, { id }) => removeCell(session, id),
  m: (session, { id }) => convertCell(session, id, "markdown"),
  y: (session, { id }) => convertCell(session, id, "code"),
  z: (session) => session.undo(),
  "Shift+z": (session) => session.redo(),
  "Mod+z": (session) => session.undo(),
  "Mod+Shift+z": (session) => session.redo(),
  "i i": (session) => session.runtime.interrupt(),
};

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey;
  return `${mod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${key}`;
}

/** The keys of the well-known notebooks, for a cell in command mode; Escape leads there from everywhere in it. */
export function useCellKeys(cell: Cell): (event: KeyboardEvent<HTMLElement>) => void {
  const session = useSession();
  const last = useRef({ key: "", atMs: 0 });
  return (event) => {
    if (event.defaultPrevented) return;
    const onCell = event.target === event.currentTarget;
    if (event.key === "Escape" && !onCell) {
      session.view.dispatch({ type: "activate", id: cell.id });
      event.currentTarget.focus({ preventScroll: true });
      return;
    }
    if (!onCell) return;
    const name = nameOf(event);
    const nowMs = event.timeStamp;
    const double = last.current.key === name && nowMs - last.current.atMs < DOUBLE_MS ? `${name} ${name}` : "";
    last.current = { key: double === "" ? name : "", atMs: nowMs };
    const command = COMMANDS[double] ?? COMMANDS[name];
    if (command === undefined) return;
    event.preventDefault();
    command(session, cell);
  };
}
