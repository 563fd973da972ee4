import { useMemo } from "react";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { useViewPart } from "../../playback/view-state.tsx";
import { useRuntimePart, useSession } from "../session/session-context.tsx";
import { useStorePart } from "../session/store.ts";

/** The run of what the person chose, else the one that has the clock, else the first of the notebook. */
export function useShownRun(): RunSummary | null {
  const runs = useRuntimePart((state) => state.runs);
  const live = useStorePart(useSession().live, (states) => states);
  const selectedId = useViewPart(({ selection, lookedAt }) => (selection.kind === "none" ? lookedAt : selection.runId));
  return useMemo(() => {
    const summaries = [...[...runs.values()].map(({ shown }) => shown), ...live.values()].flatMap((one) =>
      one?.summary == null ? [] : [one.summary],
    );
    return summaries.find((run) => run.runId === selectedId) ?? summaries[0] ?? null;
  }, [runs, live, selectedId]);
}
