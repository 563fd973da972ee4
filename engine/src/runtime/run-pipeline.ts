import type { Emission } from "../operators/emission.ts";
import type { StoreSink } from "../operators/sink.ts";
import type { Log, LogRecord } from "../ports/log.ts";
import { MergedReader } from "./merged-reader.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Decode, pushRecords } from "./push-records.ts";

export interface PipelineRun {
  readonly pipeline: Pipeline;
  readonly log: Log;
  readonly topic: string;
  readonly decode: Decode;
  readonly sink: Pick<StoreSink, "accept" | "flush">;
  /** Where each partition goes on; the index is the partition. */
  readonly offsets: readonly number[];
  readonly onEmission?: (emission: Emission, record: LogRecord) => void;
  /** Records between two flushes of the sink. */
  readonly batchSize?: number;
  /** Stops after so many records, so that the caller can take a checkpoint or end. Absent: at the end of the log. */
  readonly maxRecords?: number;
  /** Index of the first record in the life of the job. */
  readonly firstIndex?: number;
}

/**
 * Drives a pipeline through everything that a log holds now: partitions in the order in which their records were
 * appended, that time as processing time, so that a replay does what the first run did. Puts go to the sink and are
 * stored when it resolves. Returns where to go on: together with `pipeline.snapshot()` that is a checkpoint.
 */
export async function runPipeline(run: PipelineRun): Promise<{ offsets: number[]; records: number }> {
  const { pipeline, sink, batchSize = 1_000, onEmission, maxRecords = Number.POSITIVE_INFINITY, firstIndex = 0 } = run;
  const reader = new MergedReader(run.log, run.topic, run.offsets, batchSize);
  let taken = 0;
  while (taken < maxRecords) {
    const { records } = await reader.take(Math.min(batchSize, maxRecords - taken));
    if (records.length === 0) break;
    pushRecords(pipeline, records, firstIndex + taken, run.decode, (emission, record) => {
      sink.accept(emission);
      onEmission?.(emission, record);
    });
    taken += records.length;
    await sink.flush();
  }
  return { offsets: reader.offsets, records: taken };
}
