import { useEffect, useState } from "react";
import { printNotebook } from "../../../engine/src/notebook-file/notebook-text.ts";
import { removeDraft, saveDraft } from "../files/drafts.ts";
import type { OpenNotebook } from "../files/open-notebook.ts";
import type { NotebookSession } from "../session/notebook-session.ts";

export type SaveState = "saved" | "saving" | "unsaved";

const REST_MS = 400;

/** Keeps every change in this browser, so that a reload or a crash loses nothing. */
export function useAutosave(session: NotebookSession, open: OpenNotebook, onSaved: () => void): SaveState {
  const [state, setState] = useState<SaveState>("saved");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = session.document.get().notebook;
    const save = async () => {
      timer = undefined;
      last = session.document.get().notebook;
      const draft = { fileName: open.fileName, notebook: last, original: open.original, savedAtMs: Date.now() };
      // Examples and links can be opened again as they were; a file without its handle cannot.
      const unchanged = Object.keys(last.edits).length === 0 && printNotebook(last) === open.original;
      try {
        if (unchanged && !open.key.startsWith("file:")) await removeDraft(open.key);
        else await saveDraft(open.key, draft);
        if (timer === undefined) setState("saved");
        onSaved();
      } catch {
        setState("unsaved");
      }
    };
    const unsubscribe = session.document.subscribe(() => {
      if (session.document.get().notebook === last) return;
      setState("saving");
      clearTimeout(timer);
      timer = setTimeout(() => void save(), REST_MS);
    });
    const onHide = () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      void save();
    };
    addEventListener("pagehide", onHide);
    return () => {
      unsubscribe();
      removeEventListener("pagehide", onHide);
      onHide();
    };
  }, [session, open, onSaved]);
  return state;
}
