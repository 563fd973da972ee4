import type { Feature } from "../group-by/plan.ts";
import { computeWindows } from "../offline/compute-windows.ts";
import { type Json, valueToJson } from "../schema/json.ts";
import type { Field } from "../schema/schema.ts";
import type { Derive } from "../serving/derive.ts";
import { windowStartMs } from "../time/window.ts";
import type { Difference } from "./difference.ts";
import type { KeyHistory } from "./key-history.ts";
import type { Run } from "./run.ts";
import { censusOf, reasonsOf } from "./window-census.ts";

const NO_HISTORY: Pick<KeyHistory, "events" | "timesMs"> = { events: [], timesMs: new Float64Array() };

export interface OfflineValue extends Field {
  readonly value: Json;
}

/**
 * What a backfill gives for a key (-1: one without events) at a moment: the features point in time over all events of the
 * stream, also those that had not arrived by then, and what is derived from them. The offline engine computes the
 * features, which knows no tiles of a job.
 */
export function offlineAnswer(run: Run, keyIndex: number, queryMs: number, derive: Derive | null): OfflineValue[] {
  const { columns, outputSchema } = run.plan.windowedAggregator;
  const { events, timesMs } = keyIndex < 0 ? NO_HISTORY : run.history.key(keyIndex);
  const rows = events.map(({ inputs }, i) => ({ timeMs: timesMs[i] ?? 0, row: inputs }));
  const [ir = []] = computeWindows(
    run.plan,
    rows,
    [queryMs],
    run.plan.accuracy === "SNAPSHOT" ? "snapshot" : "temporal",
  );
  const values = columns.map((column, i) => (ir[i] === null || ir[i] === undefined ? null : column.finalize(ir[i])));
  const features =
    derive === null
      ? { schema: outputSchema, row: values }
      : derive.derive(events[0]?.key ?? run.plan.keySchema.map(() => null), values, queryMs);
  return features.schema.map((field, i) => ({ ...field, value: valueToJson(field.type, features.row[i] ?? null) }));
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
