import { useEffect, useState } from "react";
import type { EngineClient } from "../../../engine/src/worker/protocol.ts";
import { createChosenFiles } from "../files/chosen-files.ts";
import type { OpenNotebook } from "../files/open-notebook.ts";
import { createMonacoLanguage } from "../language/monaco-language.ts";
import { createSandbox } from "../sandbox/sandbox.ts";
import { createNotebookSession, type NotebookSession } from "../session/notebook-session.ts";

interface OpenSession {
  /** Differs for every session, also for two of the same notebook. */
  readonly id: number;
  readonly open: OpenNotebook;
  readonly session: NotebookSession;
}

let nextId = 0;

/** A session for the open notebook; the one before is closed, whatever it was running. */
export function useSessionOf(open: OpenNotebook | null, engine: EngineClient): OpenSession | null {
  const [current, setCurrent] = useState<OpenSession | null>(null);
  useEffect(() => {
    if (open === null) return;
    const session = createNotebookSession({
      notebook: open.notebook,
      engine,
      language: createMonacoLanguage(),
      sandbox: createSandbox(),
      files: createChosenFiles(),
    });
    setCurrent({ id: nextId++, open, session });
    return () => {
      setCurrent(null);
      session.dispose();
    };
  }, [open, engine]);
  return current;
}
