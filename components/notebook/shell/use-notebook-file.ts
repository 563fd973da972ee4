import { useCallback, useEffect, useRef, useState } from "react";
import { type DraftKey, listDrafts, removeDraft } from "../files/drafts.ts";
import { openNotebookFile } from "../files/notebook-file.ts";
import {
  newNotebook,
  type OpenNotebook,
  openFile,
  openFromAddress,
  openKey,
  rememberLast,
} from "../files/open-notebook.ts";

/** Which notebook is open, and the ways to another. */
export interface NotebookFileState {
  /** Null while the first one loads. */
  readonly open: OpenNotebook | null;
  readonly drafts: readonly DraftKey[];
  readonly failure: string | null;
  show(open: OpenNotebook): void;
  openByKey(key: DraftKey): void;
  openFromDisk(): void;
  openDropped(file: File): void;
  createNew(): void;
  /** Back to how the notebook began. */
  startOver(): void;
  refreshDrafts(): void;
  dismissFailure(): void;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The address names what can be opened again by it; drafts of files it cannot. */
function addressOf(open: OpenNotebook): string | null {
  if (open.key.startsWith("example:")) return `/?notebook=${encodeURIComponent(open.key.slice(8))}`;
  return open.key.startsWith("shared:") ? null : "/";
}

export function useNotebookFile(): NotebookFileState {
  const [open, setOpen] = useState<OpenNotebook | null>(null);
  const [drafts, setDrafts] = useState<readonly DraftKey[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const turn = useRef(0);

  const refreshDrafts = useCallback(() => {
    void listDrafts().then(setDrafts);
  }, []);

  const follow = useCallback(
    (opening: Promise<OpenNotebook | null>) => {
      const mine = ++turn.current;
      opening
        .then((next) => {
          if (next === null || mine !== turn.current) return;
          setFailure(null);
          setOpen(next);
          rememberLast(next.key);
          const address = addressOf(next);
          if (address !== null) history.replaceState(null, "", address);
          refreshDrafts();
        })
        .catch((error: unknown) => {
          if (mine === turn.current) setFailure(messageOf(error));
        });
    },
    [refreshDrafts],
  );

  useEffect(() => {
    const fromAddress = () =>
      follow(
        openFromAddress(new URL(location.href)).catch((error: unknown) => {
          setFailure(`The link cannot be opened: ${messageOf(error)}`);
          return openKey("example:ice-cream");
        }),
      );
    fromAddress();
    addEventListener("hashchange", fromAddress);
    return () => removeEventListener("hashchange", fromAddress);
  }, [follow]);

  return {
    open,
    drafts,
    failure,
    show: (next) => follow(Promise.resolve(next)),
    openByKey: (key) => follow(openKey(key)),
    openFromDisk: () => follow(openNotebookFile().then((file) => (file === null ? null : openFile(file)))),
    openDropped(file) {
      if (!file.name.endsWith(".ts"))
        setFailure(
          `${file.name} is no notebook. Drop a *.notebook.ts file here, or data on the cell of a file stream.`,
        );
      else follow(file.text().then((text) => openFile({ fileName: file.name, text, handle: null })));
    },
    createNew: () => follow(Promise.resolve(newNotebook())),
    startOver() {
      if (open === null) return;
      const { key } = open;
      follow(
        removeDraft(key).then(() =>
          key.startsWith("example:")
            ? openKey(key)
            : openFile({ fileName: open.fileName, text: open.original, handle: open.handle }),
        ),
      );
    },
    refreshDrafts,
    dismissFailure: () => setFailure(null),
  };
}
