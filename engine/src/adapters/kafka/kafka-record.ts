import type { fetchV17, RecordsBatch } from "@platformatic/kafka";
import type { LogAppend, LogRecord } from "../../ports/log.ts";

/** What Kafka keeps with a record beside key and value; a name may come more than once. */
export interface RecordHeader {
  readonly name: string;
  readonly value: Uint8Array;
}

export interface KafkaRecord extends LogRecord {
  /** Absent when there are none. */
  readonly headers?: readonly RecordHeader[];
}

export interface KafkaAppend extends LogAppend {
  readonly headers?: Readonly<Record<string, string | Uint8Array>>;
  /** Time of the record in ms; now where absent. */
  readonly timestampMs?: number;
}

/** Records of one answer, and where to go on. */
export interface FetchedRecords {
  readonly records: KafkaRecord[];
  /** Behind the last record, also behind those that are no one's business: markers and aborted ones. */
  readonly nextOffset: number;
}

const LOG_APPEND_TIME = 0b1000;
const TRANSACTIONAL = 0b1_0000;
const CONTROL = 0b10_0000;
const ABORT = 0;

/** The records of a topic's partition from `offset` on that are committed, or belong to no transaction. */
export function readFetched(
  topic: string,
  partition: number,
  offset: number,
  fetched: fetchV17.FetchResponsePartition,
): FetchedRecords {
  const records: KafkaRecord[] = [];
  const aborted = [...(fetched.abortedTransactions ?? [])].sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  let nextOffset = offset;
  for (const batch of fetched.records ?? []) {
    const first = Number(batch.firstOffset);
    nextOffset = Math.max(nextOffset, first + batch.lastOffsetDelta + 1);
    for (let next = aborted[0]; next !== undefined && next.firstOffset <= batch.firstOffset; next = aborted[0]) {
      aborting.add(next.producerId);
      aborted.shift();
    }
    if ((batch.attributes & CONTROL) !== 0) {
      if (batch.records[0]?.key?.readInt16BE(2) === ABORT) aborting.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & TRANSACTIONAL) !== 0 && aborting.has(batch.producerId)) continue;
    for (const record of batch.records) {
      const at = first + record.offsetDelta;
      if (at < offset) continue;
      const headers = record.headers.map(([name, value]) => ({ name: name?.toString() ?? "", value: bytesOf(value) }));
      records.push({
        topic,
        partition,
        offset: at,
        appendedMs: timeOf(batch, record.timestampDelta),
        key: record.key === null ? null : bytesOf(record.key),
        value: bytesOf(record.value),
        ...(headers.length > 0 && { headers }),
      });
    }
  }
  return { records, nextOffset };
}

function timeOf(batch: RecordsBatch, delta: bigint): number {
  return Number((batch.attributes & LOG_APPEND_TIME) !== 0 ? batch.maxTimestamp : batch.firstTimestamp + delta);
}

/** A plain view: slices of a Buffer would share its memory unasked. The value of a deletion is empty. */
function bytesOf(buffer: Buffer | null): Uint8Array {
  return buffer === null ? new Uint8Array(0) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
