import type { Feature } from "../group-by/plan.ts";
import { computeWindows } from "../offline/compute-windows.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import { windowStartMs } from "../time/window.ts";
import type { Difference } from "./difference.ts";
import type { Run } from "./run.ts";
import { censusOf, reasonsOf } from "./window-census.ts";

/**
 * What a backfill gives for a key at a moment: the features point in time over all events of the stream, also those that
 * had not arrived by then. The offline engine computes it, which knows no tiles of a job.
 */
export function offlineAnswer(run: Run, keyIndex: number, queryMs: number): ReadonlyMap<string, Json> {
  const { events, timesMs } = run.history.key(keyIndex);
  const rows = events.map(({ inputs }, i) => ({ timeMs: timesMs[i] ?? 0, row: inputs }));
  const [ir] = computeWindows(run.plan, rows, [queryMs], run.plan.accuracy === "SNAPSHOT" ? "snapshot" : "temporal");
  const { columns } = run.plan.windowedAggregator;
  return new Map(
    run.plan.features.map(({ name }, i) => {
      const column = columns[i];
      const value = ir?.[i] ?? null;
      return [
        name,
        value === null || column === undefined ? null : valueToJson(column.outputType, column.finalize(value)),
      ];
    }),
  );
}

/** Why the online answer is not the offline one: both begin with the tail hop, so that it is no reason here. */
export function offlineReasons(
  run: Run,
  feature: Feature,
  keyIndex: number,
  queryMs: number,
  step: number,
): readonly Difference[] {
  const tailStartMs = windowStartMs(queryMs, feature.windowMs, feature.tailHopMs);
  const sameTail: Feature = { ...feature, windowMs: queryMs - tailStartMs };
  const reasons = reasonsOf(censusOf(run, keyIndex, sameTail, queryMs, step), queryMs, run.trace.tileSizeMs);
  const steps = run.history.keySteps(keyIndex);
  let later = 0;
  for (const at of steps) {
    const timeMs = run.trace.eventMs[at] ?? Number.NaN;
    if (at > step && timeMs >= tailStartMs && timeMs < queryMs) later++;
  }
  if (later === 0) return reasons;
  const text = `${later === 1 ? "1 event" : `${later.toLocaleString("en-US")} events`} of before the query arrived after it`;
  return [...reasons, { kind: "not-arrived", events: later, text }];
}
