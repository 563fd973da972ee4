import type { Trace } from "./engine.ts";

/** Half open, in ms since 1970 UTC. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A run under the clock. `originalIndex` names each step in the unedited stream; null: by the step itself. */
export interface ClockRun {
  readonly runId: string;
  readonly trace: Trace;
  readonly originalIndex: Uint32Array | null;
  /** True for a run that grows: it has the clock to itself. */
  readonly isLive?: boolean;
}

/** Runs close enough in time to share a clock, and the clock times that they cover. */
export interface ClockGroup {
  /** Those with the most steps first. */
  readonly runIds: readonly string[];
  readonly boundsMs: TimeRange;
}

/** Clock times of one run. Begins a little before the first arrival, so that the run can be seen empty. */
export function runBounds(trace: Trace): TimeRange | null {
  const first = trace.processingMs[0];
  const last = trace.processingMs[trace.steps - 1];
  if (trace.steps === 0 || first === undefined || last === undefined) return null;
  const marginMs = Math.min(60_000, Math.max(1, Math.round((last - first) / 100)));
  return { fromMs: Math.floor(first) - marginMs, toMs: Math.ceil(last) };
}

/**
 * The runs that share a clock with `lookedAt`; null: those of the group with the most steps. Two runs share one when
 * they overlap, or the gap between them is shorter than both: a scrubber over decades would show nothing of either. A
 * live run shares with none, so that the end of the clock is its newest moment.
 */
export function clockGroup(runs: readonly ClockRun[], lookedAt: string | null): ClockGroup | null {
  const timed = runs
    .flatMap((run) => {
      const bounds = runBounds(run.trace);
      return bounds === null ? [] : [{ run, ...bounds }];
    })
    .sort((a, b) => a.fromMs - b.fromMs);
  const groups: { runs: ClockRun[]; fromMs: number; toMs: number; steps: number }[] = [];
  for (const { run, fromMs, toMs } of timed) {
    const last = run.isLive === true ? undefined : groups.findLast((group) => group.runs[0]?.isLive !== true);
    const gapMs = last === undefined ? 0 : fromMs - last.toMs;
    if (last !== undefined && gapMs <= Math.min(toMs - fromMs, last.toMs - last.fromMs)) {
      last.runs.push(run);
      last.toMs = Math.max(last.toMs, toMs);
      last.steps += run.trace.steps;
    } else groups.push({ runs: [run], fromMs, toMs, steps: run.trace.steps });
  }
  const most = groups.reduce((steps, group) => Math.max(steps, group.steps), 0);
  const found =
    groups.find((group) => lookedAt !== null && group.runs.some((run) => run.runId === lookedAt)) ??
    groups.find((group) => group.steps === most);
  if (found === undefined) return null;
  const runIds = found.runs.toSorted((a, b) => b.trace.steps - a.trace.steps).map((run) => run.runId);
  return { runIds, boundsMs: { fromMs: found.fromMs, toMs: found.toMs } };
}
