import type { Log, LogRecord } from "../ports/log.ts";

const READ_AHEAD = 2_000;

/**
 * Reads the partitions of a topic as one sequence in the order in which the log took the records, so that a job sees the
 * same sequence each time. Within one millisecond the lower partition comes first.
 */
export class LogReader {
  readonly #log: Log;
  readonly #topic: string;
  readonly #offsets: number[];
  readonly #buffers: LogRecord[][];

  constructor(log: Log, topic: string, offsets: readonly number[]) {
    this.#log = log;
    this.#topic = topic;
    this.#offsets = [...offsets];
    this.#buffers = offsets.map(() => []);
  }

  /** Offset of the next record that `next` will give, per partition. */
  get offsets(): readonly number[] {
    return this.#offsets;
  }

  /** Up to `limit` records; empty when the job has caught up with every partition. */
  async next(limit: number): Promise<LogRecord[]> {
    await Promise.all(
      this.#buffers.map(async (buffer, partition) => {
        if (buffer.length > 0) return;
        const from = this.#offsets[partition] ?? 0;
        buffer.push(...(await this.#log.read(this.#topic, partition, from, READ_AHEAD)));
      }),
    );
    const batch: LogRecord[] = [];
    while (batch.length < limit) {
      let chosen = -1;
      for (let partition = 0; partition < this.#buffers.length; partition++) {
        const head = this.#buffers[partition]?.[0];
        const best = chosen < 0 ? undefined : this.#buffers[chosen]?.[0];
        if (head !== undefined && (best === undefined || head.appendedMs < best.appendedMs)) chosen = partition;
      }
      const record = chosen < 0 ? undefined : this.#buffers[chosen]?.shift();
      if (record === undefined) break;
      this.#offsets[chosen] = record.offset + 1;
      batch.push(record);
      // A partition whose buffer ran dry may hold an earlier record than the others' heads: read it first.
      if (this.#buffers[chosen]?.length === 0) break;
    }
    return batch;
  }
}
