import type { Checked } from "../errors.ts";
import type { Emission } from "../operators/emission.ts";
import type { LogRecord } from "../ports/log.ts";
import type { Row } from "../schema/value.ts";
import { processingTime } from "../time/event-time.ts";
import type { Pipeline } from "./pipeline.ts";

/** The raw row of a record; what cannot be decoded becomes an `invalid` emission. */
export type Decode = (record: LogRecord) => Checked<Row>;

/** Gives records to a pipeline, the time of their appending as processing time, so that a replay does the same. */
export function pushRecords(
  pipeline: Pipeline,
  records: readonly LogRecord[],
  firstIndex: number,
  decode: Decode,
  onEmission: (emission: Emission, record: LogRecord) => void,
): void {
  let index = firstIndex;
  let current: LogRecord;
  const emit = (emission: Emission): void => onEmission(emission, current);
  for (const record of records) {
    current = record;
    const row = decode(record);
    if (row.ok) {
      const { partition, offset, appendedMs } = record;
      pipeline.push({ index, partition, offset, processingMs: processingTime(appendedMs), row: row.value }, emit);
    } else emit({ kind: "invalid", code: "source/undecodable", reason: row.diagnostics[0]?.message ?? "" });
    index++;
  }
}
