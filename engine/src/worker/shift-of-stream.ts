import type { Plan } from "../group-by/plan.ts";
import type { Row } from "../schema/value.ts";
import { DAY_MS, MINUTE_MS } from "../time/duration.ts";
import type { LiveRecord } from "./live-protocol.ts";

export interface LiveEvent {
  readonly record: LiveRecord;
  readonly row: Row;
}

/** Events so far from their arrival are of another time: a stream that was loaded, not one that happens. */
const OTHER_TIME_MS = DAY_MS;

/**
 * By how many ms to move the processing times of a topic back, so that events of another time are seen beside their
 * arrival: the last arrives within a minute after the latest of them. 0 where they happen now, null before there is one.
 */
export function shiftOfStream(plan: Plan, events: readonly LiveEvent[]): number | null {
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const { row } of events) latestMs = Math.max(latestMs, eventTimeOf(plan, row) ?? latestMs);
  const lastMs = events.at(-1)?.record.appendedMs;
  if (lastMs === undefined || !Number.isFinite(latestMs)) return null;
  const gapMs = lastMs - latestMs;
  return Math.abs(gapMs) > OTHER_TIME_MS ? Math.floor(gapMs / MINUTE_MS) * MINUTE_MS : 0;
}

function eventTimeOf(plan: Plan, row: Row): number | null {
  try {
    return plan.select(row)?.timeMs ?? null;
  } catch {
    // An event that fails in its expressions has no time; the run says why.
    return null;
  }
}
