import type { EngineClient } from "../../../engine/src/worker/protocol.ts";
import { followLive, type LiveRun, type LiveSource, type LiveState } from "../../client/live-run.ts";
import type { ReadableStore } from "./store.ts";

/** Timelines that follow a job of the server, by cell. */
export interface LiveRuns extends ReadableStore<ReadonlyMap<string, LiveState>> {
  /** The cell shows this from now on. */
  follow(cellId: string, source: LiveSource): void;
  retry(cellId: string): void;
  /** The cell shows its simulated run again. */
  stop(cellId: string): void;
  /** Stops for the cells that are not there any more. */
  keepOnly(cellIds: ReadonlySet<string>): void;
  dispose(): void;
}

export function createLiveRuns(engine: EngineClient): LiveRuns {
  const runs = new Map<string, LiveRun>();
  const listeners = new Set<() => void>();
  let states: ReadonlyMap<string, LiveState> = new Map();

  const publish = () => {
    states = new Map([...runs].map(([cellId, run]) => [cellId, run.get()]));
    for (const listener of [...listeners]) listener();
  };
  const stop = (cellId: string) => {
    const run = runs.get(cellId);
    if (run === undefined) return;
    runs.delete(cellId);
    run.close();
    publish();
  };

  return {
    get: () => states,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow(cellId, source) {
      runs.get(cellId)?.close();
      const run = followLive({ engine, source });
      run.subscribe(publish);
      runs.set(cellId, run);
      publish();
    },
    retry: (cellId) => runs.get(cellId)?.retry(),
    stop,
    keepOnly(cellIds) {
      for (const cellId of [...runs.keys()]) if (!cellIds.has(cellId)) stop(cellId);
    },
    dispose() {
      for (const run of runs.values()) run.close();
      runs.clear();
      listeners.clear();
    },
  };
}
