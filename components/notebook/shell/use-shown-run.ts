import { useMemo } from "react";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { useViewPart } from "../../playback/view-state.tsx";
import { useRuntimePart } from "../session/session-context.tsx";

/** The run of what the person chose, else the one that has the clock, else the first of the notebook. */
export function useShownRun(): RunSummary | null {
  const runs = useRuntimePart((state) => state.runs);
  const selectedId = useViewPart(({ selection, lookedAt }) => (selection.kind === "none" ? lookedAt : selection.runId));
  return useMemo(() => {
    const summaries = [...runs.values()].flatMap(({ shown }) => (shown?.summary == null ? [] : [shown.summary]));
    return summaries.find((run) => run.runId === selectedId) ?? summaries[0] ?? null;
  }, [runs, selectedId]);
}
