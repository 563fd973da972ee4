"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import type { LiveState } from "../../client/live-run.ts";
import type { DocumentState } from "../document/document-state.ts";
import { type CellState, UNRUN } from "../run/cell-state.ts";
import type { CellRuns } from "../run/engine-runs.ts";
import type { RuntimeState } from "../run/notebook-runtime.ts";
import type { NotebookView } from "../view/notebook-view.ts";
import type { NotebookSession } from "./notebook-session.ts";
import { useStorePart } from "./store.ts";

const SessionContext = createContext<NotebookSession | null>(null);

export function SessionProvider({
  session,
  children,
}: {
  readonly session: NotebookSession;
  readonly children: ReactNode;
}) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The open notebook. */
export function useSession(): NotebookSession {
  const session = use(SessionContext);
  if (session === null) throw new Error("useSession needs a SessionProvider above it.");
  return session;
}

export function useDocumentPart<T>(part: (state: DocumentState) => T): T {
  return useStorePart(useSession().document, part);
}

export function useNotebook(): Notebook {
  return useDocumentPart((state) => state.notebook);
}

export function useViewOfNotebook<T>(part: (view: NotebookView) => T): T {
  return useStorePart(useSession().view, part);
}

export function useRuntimePart<T>(part: (state: RuntimeState) => T): T {
  return useStorePart(useSession().runtime, part);
}

const NO_RUNS: CellRuns = { wanted: null, shown: null };

function sameCellState(a: CellState, b: CellState): boolean {
  return (
    a.status === b.status &&
    a.role === b.role &&
    a.result === b.result &&
    a.compiled === b.compiled &&
    a.judgement === b.judgement &&
    a.languageProblems === b.languageProblems
  );
}

/** What running a cell gave. */
export function useCellState(id: string): CellState {
  return useStorePart(useSession().runtime, (state) => state.cells.get(id) ?? UNRUN, sameCellState);
}

/** The simulated runs of a cell. */
export function useCellRuns(id: string): CellRuns {
  const { wanted, shown } = useStorePart(
    useSession().runtime,
    (state) => state.runs.get(id) ?? NO_RUNS,
    (a, b) => a.wanted === b.wanted && a.shown === b.shown,
  );
  return useMemo(() => ({ wanted, shown }), [wanted, shown]);
}

/** How a cell that follows a job of the server stands; null while it shows a simulated run. */
export function useLiveState(id: string): LiveState | null {
  return useStorePart(useSession().live, (states) => states.get(id) ?? null);
}
