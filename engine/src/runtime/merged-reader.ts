import { TilescopeError } from "../errors.ts";
import type { Log, LogRecord } from "../ports/log.ts";

/** Records in the order in which a pipeline takes them. */
export interface MergedBatch {
  readonly records: readonly LogRecord[];
  /** The order as pairs: partition, how many of it in a row. */
  readonly runs: readonly number[];
}

/** Records of one partition that were read and not taken yet. */
interface Reader {
  readonly partition: number;
  offset: number;
  records: readonly LogRecord[];
  next: number;
}

/**
 * The partitions of a topic as one stream, in the order in which their records were appended (a tie goes to the lower
 * partition). What another process appends meanwhile can change the order of a second reading, so who must read the same
 * again keeps `runs` and takes them with `takeRuns`. A record that the log delivers twice is taken once.
 */
export class MergedReader {
  readonly #log: Log;
  readonly #topic: string;
  readonly #chunk: number;
  readonly #readers: readonly Reader[];

  /** `offsets` by partition; `chunk` is how many records are read from a partition at a time. */
  constructor(log: Log, topic: string, offsets: readonly number[], chunk: number) {
    this.#log = log;
    this.#topic = topic;
    this.#chunk = chunk;
    this.#readers = offsets.map((offset, partition) => ({ partition, offset, records: [], next: 0 }));
  }

  /** Offset of the next record of each partition: those before it were taken. */
  get offsets(): number[] {
    return this.#readers.map((reader) => reader.offset);
  }

  /**
   * Up to `limit` records of what the log holds now, none at or behind `until` (by partition). When the log fails after
   * some were taken, these are the answer, and the next call meets the failure.
   */
  async take(limit: number, until?: readonly number[]): Promise<MergedBatch> {
    const records: LogRecord[] = [];
    const runs: number[] = [];
    let open = this.#readers.filter((reader) => reader.offset < endOf(until, reader));
    while (records.length < limit && open.length > 0) {
      const filled = await Promise.allSettled(open.map((reader) => this.#fill(reader)));
      const failed = filled.find((outcome) => outcome.status === "rejected");
      if (failed !== undefined) {
        if (records.length > 0) break;
        throw failed.reason;
      }
      const full = open.filter((reader) => reader.next < reader.records.length && !stopsAt(reader, until));
      while (records.length < limit) {
        const reader = earliest(full);
        if (reader === null) break;
        records.push(takeNext(reader, runs));
        if (reader.next >= reader.records.length) break;
        if (stopsAt(reader, until)) full.splice(full.indexOf(reader), 1);
      }
      open = open.filter((reader) => reader.offset < endOf(until, reader) && mayHaveMore(reader, this.#chunk));
    }
    return { records, runs };
  }

  /**
   * Exactly the records that an earlier reading took, or a failure after which the call can be made again. Throws
   * `log/truncated` when the log no longer has them.
   */
  async takeRuns(runs: readonly number[]): Promise<LogRecord[]> {
    const before = this.#readers.map((reader) => ({ ...reader }));
    try {
      return await this.#takeRuns(runs);
    } catch (error) {
      for (const [i, reader] of this.#readers.entries()) Object.assign(reader, before[i]);
      throw error;
    }
  }

  async #takeRuns(runs: readonly number[]): Promise<LogRecord[]> {
    const records: LogRecord[] = [];
    const again: number[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const reader = this.#readers[runs[i] ?? -1];
      for (let left = runs[i + 1] ?? 0; left > 0; left--) {
        if (reader !== undefined) await this.#fill(reader);
        if (reader === undefined || reader.next >= reader.records.length) throw await this.#missing(reader);
        records.push(takeNext(reader, again));
      }
    }
    return records;
  }

  /** Why a record that was there before is not: the log lost it, or only did not deliver it this time. */
  async #missing(reader: Reader | undefined): Promise<TilescopeError> {
    const end = reader === undefined ? 0 : await this.#log.endOffset(this.#topic, reader.partition);
    return reader !== undefined && end > reader.offset
      ? new TilescopeError("log/read-failed", `${this.#topic} did not deliver offset ${reader.offset}`)
      : new TilescopeError("log/truncated", `${this.#topic} no longer holds records that were read before`);
  }

  async #fill(reader: Reader): Promise<void> {
    if (reader.next < reader.records.length) return;
    const { partition, offset } = reader;
    const read = await this.#log.read(this.#topic, partition, offset, this.#chunk);
    let nextOffset = offset;
    reader.records = read.filter((record) => {
      if (record.offset < nextOffset) return false;
      nextOffset = record.offset + 1;
      return true;
    });
    reader.next = 0;
  }
}

const endOf = (until: readonly number[] | undefined, { partition }: Reader): number =>
  until?.[partition] ?? Number.POSITIVE_INFINITY;

/** Whether the next record is behind the bound; the reader then stands at the bound, wherever the log has gaps. */
function stopsAt(reader: Reader, until: readonly number[] | undefined): boolean {
  const next = reader.records[reader.next];
  const bound = endOf(until, reader);
  if (next === undefined || next.offset < bound) return false;
  reader.offset = bound;
  return true;
}

/** False at the end of the log, as far as the last reading tells. */
const mayHaveMore = (reader: Reader, chunk: number): boolean =>
  reader.next < reader.records.length || reader.records.length >= chunk;

/** The reader whose next record was appended first; null when none has one. */
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

function takeNext(reader: Reader, runs: number[]): LogRecord {
  const record = reader.records[reader.next++] as LogRecord;
  reader.offset = record.offset + 1;
  if (runs.at(-2) === reader.partition) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
  else runs.push(reader.partition, 1);
  return record;
}
