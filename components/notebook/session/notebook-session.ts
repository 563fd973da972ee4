import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import { codeSources } from "../../../engine/src/notebook-file/notebook-code.ts";
import type { EngineClient } from "../../../engine/src/worker/protocol.ts";
import { type DocumentAction, type DocumentState, openDocument, reduceDocument } from "../document/document-state.ts";
import type { ChosenFiles } from "../files/chosen-files.ts";
import type { LanguageRequests } from "../language/notebook-language.ts";
import { createNotebookRuntime, type NotebookRuntime } from "../run/notebook-runtime.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import {
  INITIAL_NOTEBOOK_VIEW,
  type NotebookView,
  type NotebookViewAction,
  reduceNotebookView,
} from "../view/notebook-view.ts";
import { createLiveRuns, type LiveRuns } from "./live-runs.ts";
import { createStore, type Store } from "./store.ts";

/** One open notebook: document, run and view, each its own state. */
export interface NotebookSession {
  readonly document: Store<DocumentState, DocumentAction>;
  readonly view: Store<NotebookView, NotebookViewAction>;
  readonly runtime: NotebookRuntime;
  readonly live: LiveRuns;
  readonly engine: EngineClient;
  readonly language: LanguageRequests;
  readonly files: ChosenFiles;
  /** Runs cells and what hangs on them. See `NotebookRuntime.run`. */
  run(ids: readonly string[]): Promise<void>;
  runAll(): Promise<void>;
  /** Runs a cell soon, together with other changes of the same moment: for sliders. */
  runSoon(id: string): void;
  /** Takes the last change back; cells whose text it gives back run again, and runs that are shown follow. */
  undo(): void;
  redo(): void;
  dispose(): void;
}

interface SessionParts {
  readonly notebook: Notebook;
  readonly engine: EngineClient;
  readonly language: LanguageRequests;
  readonly sandbox: Sandbox;
  readonly files: ChosenFiles;
}

/** How long typing has to rest before the document is read again. */
const READ_AFTER_MS = 150;
const RUN_AFTER_MS = 90;

export function createNotebookSession({ notebook, engine, language, sandbox, files }: SessionParts): NotebookSession {
  const document = createStore(reduceDocument, openDocument(notebook));
  const view = createStore(reduceNotebookView, { ...INITIAL_NOTEBOOK_VIEW, activeId: notebook.cells[0]?.id ?? null });
  const fileOf = (name: string) => files.get().get(name) ?? null;
  const runtime = createNotebookRuntime({ language, sandbox, engine, fileOf });
  const live = createLiveRuns(engine);
  runtime.subscribe(() => live.keepOnly(new Set(runtime.get().cells.keys())));
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let runTimer: ReturnType<typeof setTimeout> | undefined;
  let lastRead: Notebook | null = null;
  let reading: Promise<void> = Promise.resolve();

  const readNow = (): Promise<void> => {
    clearTimeout(readTimer);
    const current = document.get().notebook;
    if (current !== lastRead) {
      lastRead = current;
      reading = runtime.read(current);
    }
    return reading;
  };
  const unsubscribe = document.subscribe(() => {
    clearTimeout(readTimer);
    readTimer = setTimeout(() => void readNow().catch(() => undefined), READ_AFTER_MS);
  });
  const codeIds = () =>
    document
      .get()
      .notebook.cells.filter((cell) => cell.kind === "code")
      .map((cell) => cell.id);
  const run = async (ids: readonly string[], costly: boolean) => {
    await readNow();
    await runtime.run(ids, { costly });
  };
  const soon = new Set<string>();
  const runSoon = (id: string) => {
    soon.add(id);
    clearTimeout(runTimer);
    runTimer = setTimeout(() => {
      const ids = [...soon];
      soon.clear();
      void run(ids, false).catch(() => undefined);
    }, RUN_AFTER_MS);
  };
  const travel = (type: "undo" | "redo") => {
    const before = codeSources(document.get().notebook);
    document.dispatch({ type });
    for (const [id, source] of codeSources(document.get().notebook)) {
      // What was never run is not run because of a change taken back.
      if (before.get(id) !== source && runtime.get().cells.get(id)?.result != null) runSoon(id);
    }
  };
  // Definitions are cheap, so a notebook that opens has them; simulations wait for the person.
  void run(codeIds(), false).catch(() => undefined);

  return {
    document,
    view,
    runtime,
    live,
    engine,
    language,
    files,
    run: (ids) => run(ids, true),
    runAll: () => run(codeIds(), true),
    runSoon,
    undo: () => travel("undo"),
    redo: () => travel("redo"),
    dispose() {
      clearTimeout(readTimer);
      clearTimeout(runTimer);
      unsubscribe();
      live.dispose();
      runtime.dispose();
    },
  };
}
