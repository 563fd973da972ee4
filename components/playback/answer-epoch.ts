import type { RunSummary } from "./engine.ts";

/**
 * What the engine's answers about a run hang on: they hold for as long as this stays the same. A live run keeps its
 * steps when it grows, until it leaves the oldest out.
 */
export function answerEpoch(run: RunSummary): unknown {
  return run.live === undefined ? run : `${run.runId} ${run.live.leftOut}`;
}
