import type { NotebookSession } from "../session/notebook-session.ts";
import type { Editors } from "./EditorProvider.tsx";

/** Opens a cell's code with the cursor at an offset of its source. */
export function goToOffset(session: NotebookSession, editors: Editors | null, cellId: string, offset: number): void {
  session.view.dispatch({ type: "fold", id: cellId, folded: false });
  session.view.dispatch({ type: "activate", id: cellId, mode: "edit" });
  const model = editors?.models.modelOf(cellId);
  if (editors === null || model == null) return;
  const position = model.getPositionAt(offset);
  const place = () => {
    for (const editor of editors.monaco.editor.getEditors()) {
      if (editor.getModel() !== model) continue;
      editor.setPosition(position);
      editor.getContainerDomNode().scrollIntoView({ block: "nearest" });
    }
  };
  // A folded cell has no editor before the next frame.
  requestAnimationFrame(() => requestAnimationFrame(place));
}
