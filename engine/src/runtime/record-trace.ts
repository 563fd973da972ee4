import type { Plan } from "../group-by/plan.ts";
import type { SourceRecord } from "../operators/emission.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { type RecordedRun, TraceRecorder } from "./trace-recorder.ts";

export type { RecordedRun };

export interface RecordTraceOptions {
  /** Absent: as many as the records name. */
  readonly partitions?: number;
  /** Steps between checkpoints. Absent: such that a run has about 64, fewer when very many tiles are open. */
  readonly checkpointEvery?: number;
}

/**
 * Starts to run `records`, in order of arrival, through the job. `finish()` runs them all and returns the recording;
 * `advance(n)` before it takes them in slices, for progress and cancelling. The recording ends with the last record: a
 * write that the buffered trigger would make later is not in it. The same input gives the same recording.
 */
export function recordTrace(
  plan: Plan,
  settings: JobSettings,
  records: readonly SourceRecord[],
  { partitions, checkpointEvery }: RecordTraceOptions = {},
): TraceRecorder {
  let named = 1;
  for (const { partition } of records) if (partition >= named) named = partition + 1;
  return new TraceRecorder(plan, settings, records, partitions ?? named, checkpointEvery);
}
