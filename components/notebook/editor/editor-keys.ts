import type * as Monaco from "monaco-editor";

/** What keys in a cell's text mean for the notebook. */
export interface EditorKeyActions {
  run(): void;
  runAndMove(): void;
  undo(): void;
  redo(): void;
  /** Up or down over the edge of the text. */
  leave(direction: -1 | 1): void;
}

/** Takes the notebook's keys before the editor sees them. Its own undo is the document's: one history for everything. */
export function bindEditorKeys(
  editor: Monaco.editor.IStandaloneCodeEditor,
  actions: EditorKeyActions,
): Monaco.IDisposable {
  const actionFor = ({ browserEvent }: Monaco.IKeyboardEvent): (() => void) | null => {
    const { key, shiftKey, altKey } = browserEvent;
    const mod = browserEvent.ctrlKey || browserEvent.metaKey;
    if (altKey) return null;
    if (key === "Enter" && shiftKey && !mod) return actions.runAndMove;
    if (key === "Enter" && mod && !shiftKey) return actions.run;
    const letter = key.toLowerCase();
    if (mod && letter === "z") return shiftKey ? actions.redo : actions.undo;
    if (mod && letter === "y") return actions.redo;
    if (mod || shiftKey) return null;
    const position = editor.getPosition();
    const model = editor.getModel();
    // An open suggestion list has the arrows; it also marks the text area as its own.
    const listOpen = editor.getDomNode()?.querySelector("[aria-activedescendant]") != null;
    if (position === null || model === null || listOpen || editor.getSelection()?.isEmpty() === false) return null;
    if (key === "ArrowUp" && position.lineNumber === 1) return () => actions.leave(-1);
    if (key === "ArrowDown" && position.lineNumber === model.getLineCount()) return () => actions.leave(1);
    return null;
  };
  return editor.onKeyDown((event) => {
    const action = actionFor(event);
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
}
