import type { Checked } from "../errors.ts";
import type { Emission } from "../operators/emission.ts";
import type { StoreSink } from "../operators/sink.ts";
import type { Log, LogRecord } from "../ports/log.ts";
import type { Row } from "../schema/value.ts";
import { processingTime } from "../time/event-time.ts";
import type { Pipeline } from "./pipeline.ts";

export interface PipelineRun {
  readonly pipeline: Pipeline;
  readonly log: Log;
  readonly topic: string;
  /** The raw row of a record; what cannot be decoded becomes an `invalid` emission. */
  readonly decode: (record: LogRecord) => Checked<Row>;
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

/** Records of one partition that were read and not taken yet. */
interface Reader {
  readonly partition: number;
  offset: number;
  records: LogRecord[];
  next: number;
}

async function refill(run: PipelineRun, reader: Reader, limit: number): Promise<void> {
  if (reader.next < reader.records.length) return;
  reader.records = await run.log.read(run.topic, reader.partition, reader.offset, limit);
  reader.next = 0;
}

/** The reader whose next record was appended first; null when all are at their ends. */
function earliest(readers: readonly Reader[]): Reader | null {
  let first: Reader | null = null;
  let firstMs = Number.POSITIVE_INFINITY;
  for (const reader of readers) {
    const appendedMs = reader.records[reader.next]?.appendedMs;
    if (appendedMs === undefined || appendedMs >= firstMs) continue;
    first = reader;
    firstMs = appendedMs;
  }
  return first;
}

/**
 * Drives a pipeline through everything that a log holds now: partitions in the order in which their records were
 * appended, that time as processing time, so that a replay does what the first run did. Puts go to the sink and are
 * stored when it resolves. Returns where to go on: together with `pipeline.snapshot()` that is a checkpoint.
 */
export async function runPipeline(run: PipelineRun): Promise<{ offsets: number[]; records: number }> {
  const { pipeline, sink, batchSize = 1_000, onEmission, maxRecords = Number.POSITIVE_INFINITY, firstIndex = 0 } = run;
  const readers = run.offsets.map((offset, partition): Reader => ({ partition, offset, records: [], next: 0 }));
  let index = 0;
  while (index < maxRecords) {
    for (const reader of readers) await refill(run, reader, batchSize);
    const reader = earliest(readers);
    const record = reader?.records[reader.next];
    if (reader === null || record === undefined) break;
    reader.next++;
    reader.offset = record.offset + 1;
    const { partition, offset, appendedMs } = record;
    const row = run.decode(record);
    const emit = (emission: Emission): void => {
      sink.accept(emission);
      onEmission?.(emission, record);
    };
    if (row.ok)
      pipeline.push(
        { index: firstIndex + index, partition, offset, processingMs: processingTime(appendedMs), row: row.value },
        emit,
      );
    else emit({ kind: "invalid", code: "source/undecodable", reason: row.diagnostics[0]?.message ?? "" });
    index++;
    if (index % batchSize === 0) await sink.flush();
  }
  await sink.flush();
  return { offsets: readers.map((reader) => reader.offset), records: index };
}
