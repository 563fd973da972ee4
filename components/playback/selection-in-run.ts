import type { ClockRun } from "./clock-group.ts";
import { NO_SELECTION, type Selection } from "./selection.ts";

/** The step in another run of the same event of the stream; -1 when it is not in it. */
function stepIn(to: ClockRun, from: ClockRun, step: number): number {
  if (to.isLive !== from.isLive) return -1;
  const original = from.originalIndex === null ? step : (from.originalIndex[step] ?? -1);
  if (to.originalIndex !== null) return to.originalIndex.indexOf(original);
  return original < to.trace.steps ? original : -1;
}

/** What was selected in one run, in the run that takes its place. */
export function selectionIn(selection: Selection, from: ClockRun, to: ClockRun): Selection {
  if (selection.kind === "none" || selection.runId !== from.runId) return selection;
  if (selection.kind !== "event") return { ...selection, runId: to.runId };
  const step = stepIn(to, from, selection.step);
  return step < 0 ? NO_SELECTION : { kind: "event", runId: to.runId, step };
}
