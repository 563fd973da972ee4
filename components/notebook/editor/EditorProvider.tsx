"use client";

import type * as Monaco from "monaco-editor";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useSession } from "../session/session-context.tsx";
import { loadMonaco } from "./load-monaco.ts";
import { createNotebookModels, type NotebookModels } from "./notebook-models.ts";

export interface Editors {
  readonly monaco: typeof Monaco;
  readonly models: NotebookModels;
}

const EditorsContext = createContext<Editors | null>(null);

/** Loads the editor in the background and gives every code cell of the session a model. */
export function EditorProvider({ children }: { readonly children: ReactNode }) {
  const { document } = useSession();
  const [editors, setEditors] = useState<Editors | null>(null);
  useEffect(() => {
    let gone = false;
    let models: NotebookModels | null = null;
    loadMonaco().then(({ monaco }) => {
      if (gone) return;
      models = createNotebookModels(monaco, document);
      setEditors({ monaco, models });
    });
    return () => {
      gone = true;
      models?.dispose();
      setEditors(null);
    };
  }, [document]);
  return <EditorsContext value={editors}>{children}</EditorsContext>;
}

/** The editor and its models; null while it loads. */
export function useEditors(): Editors | null {
  return use(EditorsContext);
}
