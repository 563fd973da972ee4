import type * as Monaco from "monaco-editor";
import { HEADER_ID } from "../../../engine/src/notebook-file/cell-graph.ts";
import { codeSources } from "../../../engine/src/notebook-file/notebook-code.ts";
import type { DocumentAction, DocumentState } from "../document/document-state.ts";
import { cellUri } from "../language/model-suffix.ts";
import type { Store } from "../session/store.ts";
import { minimalEdit } from "./minimal-edit.ts";

/** The editor's models of all code cells of one notebook, kept equal to the document in both directions. */
export interface NotebookModels {
  modelOf(id: string): Monaco.editor.ITextModel | null;
  dispose(): void;
}

/** Typing without a rest this long is one gesture, taken back by one undo. */
const GESTURE_REST_MS = 700;

export function createNotebookModels(
  monaco: typeof Monaco,
  document: Store<DocumentState, DocumentAction>,
): NotebookModels {
  const models = new Map<string, Monaco.editor.ITextModel>();
  let fromDocument = false;
  let lastEdit = { id: "", atMs: 0 };

  const create = (id: string, source: string) => {
    const uri = monaco.Uri.parse(cellUri(id));
    monaco.editor.getModel(uri)?.dispose();
    const model = monaco.editor.createModel(source, "typescript", uri);
    model.updateOptions({ tabSize: 2, insertSpaces: true });
    model.onDidChangeContent(() => {
      if (fromDocument) return;
      const atMs = performance.now();
      const continues = lastEdit.id === id && atMs - lastEdit.atMs < GESTURE_REST_MS;
      lastEdit = { id, atMs };
      const text = model.getValue();
      if (id === HEADER_ID) document.dispatch({ type: "editHeader", source: text, continues });
      else document.dispatch({ type: "edit", id, source: text, continues });
    });
    return model;
  };

  const follow = () => {
    const sources = codeSources(document.get().notebook);
    fromDocument = true;
    for (const [id, model] of models) {
      if (sources.has(id)) continue;
      model.dispose();
      models.delete(id);
    }
    for (const [id, source] of sources) {
      const model = models.get(id);
      if (model === undefined) {
        models.set(id, create(id, source));
        continue;
      }
      const edit = minimalEdit(model.getValue(), source);
      if (edit === null) continue;
      const range = monaco.Range.fromPositions(model.getPositionAt(edit.start), model.getPositionAt(edit.end));
      model.pushEditOperations([], [{ range, text: edit.text }], () => null);
    }
    fromDocument = false;
  };

  follow();
  const unsubscribe = document.subscribe(follow);
  return {
    modelOf: (id) => models.get(id) ?? null,
    dispose() {
      unsubscribe();
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}
