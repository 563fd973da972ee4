/** One record as it was appended. Belongs to the log: whoever changes the bytes breaks later reads. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  /** Position in its partition, from 0, without gaps. */
  readonly offset: number;
  /** When the log took it, in ms (processing time). */
  readonly appendedMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array;
}

export interface LogAppend {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array;
  /** Absent: by hash of the key (`partition-for-key.ts`), or partition 0 without a key. */
  readonly partition?: number;
}

/**
 * Ordered records by partition and offset. `append` answers after the records are durable. A failure rejects with a
 * `TilescopeError` that carries its cause: `log/no-such-topic`, `log/no-such-partition`, `log/bad-partitions`,
 * `log/bad-offset`, `log/bad-name`, `log/value-too-large`, `log/closed`, `log/disk-full`, `log/corrupt`,
 * `log/read-failed`, `log/write-failed`. A log behind a network also rejects with `log/unavailable`: then it is not known
 * what it appended; one that lets records expire, with `log/offset-gone`. Every adapter passes
 * `engine/testing/log-conformance.ts`.
 */
export interface Log {
  /** Creates a topic; an existing one with the same number of partitions is fine, another number rejects. */
  createTopic(topic: string, partitions: number): Promise<void>;
  /** `null` when the topic does not exist. */
  partitionCount(topic: string): Promise<number | null>;
  /** Another one when the topic was removed and made anew; `null` when it does not exist. */
  topicId(topic: string): Promise<string | null>;
  /** Sorted by UTF-16 unit. */
  topics(): Promise<string[]>;
  /** Offsets given to the records, in order. All or none are appended. */
  append(topic: string, records: readonly LogAppend[]): Promise<{ partition: number; offset: number }[]>;
  /** Up to `limit` records from `offset` on; empty at the end. */
  read(topic: string, partition: number, offset: number, limit: number): Promise<LogRecord[]>;
  /** The offset that the next record will get. */
  endOffset(topic: string, partition: number): Promise<number>;
  /** Calls back after an append to the topic by this process or another; may call without need. Returns the way out. */
  watch(topic: string, onAppend: () => void): () => void;
  /** Removes a topic with its records; absent is fine. */
  dropTopic(topic: string): Promise<void>;
  /** Every later call rejects with `log/closed`; watchers hear nothing more. */
  close(): Promise<void>;
}
