import { textHash } from "../../../engine/src/notebook-file/fingerprint.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { EngineClient, EngineRequests, RunSummary } from "../../../engine/src/worker/protocol.ts";

export type RunRequest = Omit<EngineRequests["run"]["request"], "runId">;

/** A simulated run, as far as it has come. */
export interface RunState {
  readonly runId: string;
  readonly status: "running" | "done" | "failed";
  readonly progress: { readonly done: number; readonly total: number; readonly label: string } | null;
  readonly summary: RunSummary | null;
  readonly failure: unknown;
}

/** Runs with equal definition, stream and settings are one run: a timeline and a compare of it share the trace. */
export function runIdOf(request: RunRequest): string {
  const { file, ...rest } = request;
  return textHash(`${stringifyJson(rest)} ${file?.length ?? 0}`);
}

/** What a cell shows: the run that it wants, and the one before for as long as that is not done. */
export interface CellRuns {
  readonly wanted: RunState | null;
  readonly shown: RunState | null;
}

/** Starts, shares, cancels and frees the engine's runs. */
export function createEngineRuns(engine: EngineClient, onChange: () => void) {
  const runs = new Map<string, RunState>();
  const aborts = new Map<string, AbortController>();
  const wanted = new Map<string, string>();
  const shown = new Map<string, string>();

  const freeUnused = () => {
    const used = new Set([...wanted.values(), ...shown.values()]);
    for (const runId of [...runs.keys()]) {
      if (used.has(runId)) continue;
      aborts.get(runId)?.abort();
      runs.delete(runId);
      engine.call("dispose", { runId }).catch(() => undefined);
    }
  };

  const set = (state: RunState) => {
    if (!runs.has(state.runId)) return;
    runs.set(state.runId, state);
    if (state.status !== "running") {
      for (const [cellId, runId] of wanted) if (runId === state.runId) shown.set(cellId, runId);
      freeUnused();
    }
    onChange();
  };

  const start = async (runId: string, request: RunRequest) => {
    const controller = new AbortController();
    aborts.set(runId, controller);
    const base: RunState = { runId, status: "running", progress: null, summary: null, failure: null };
    runs.set(runId, base);
    onChange();
    const onProgress = (done: number, total: number, label: string) =>
      set({ ...base, progress: { done, total, label } });
    try {
      const summary = await engine.call("run", { runId, ...request }, { signal: controller.signal, onProgress });
      set({ ...base, status: "done", summary });
    } catch (failure) {
      set({ ...base, status: "failed", failure });
    } finally {
      if (aborts.get(runId) === controller) aborts.delete(runId);
    }
  };

  const stateOf = (runId: string | undefined) => (runId === undefined ? null : (runs.get(runId) ?? null));

  return {
    /** Gives a cell the run that it asks for; starts it unless it exists and did not fail. */
    async use(cellId: string, request: RunRequest): Promise<void> {
      const runId = runIdOf(request);
      wanted.set(cellId, runId);
      const state = runs.get(runId);
      if (state === undefined || state.status === "failed") {
        freeUnused();
        await start(runId, request);
      } else set(state);
    },
    /** The cell shows no run any more. */
    release(cellId: string): void {
      shown.delete(cellId);
      if (!wanted.delete(cellId)) return;
      freeUnused();
      onChange();
    },
    of: (cellId: string): CellRuns => ({ wanted: stateOf(wanted.get(cellId)), shown: stateOf(shown.get(cellId)) }),
    isUsing: (cellId: string): boolean => wanted.has(cellId),
    interrupt(): void {
      for (const controller of aborts.values()) controller.abort();
    },
    isRunning: (): boolean => [...runs.values()].some((run) => run.status === "running"),
    /** The engine is gone, and all runs with it. */
    lose(): void {
      for (const controller of aborts.values()) controller.abort();
      runs.clear();
      wanted.clear();
      shown.clear();
      onChange();
    },
    dispose(): void {
      wanted.clear();
      shown.clear();
      freeUnused();
    },
  };
}

export type EngineRuns = ReturnType<typeof createEngineRuns>;
