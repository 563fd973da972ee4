import type { MessageToProduce, ProduceResult, Producer } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import { logFailure } from "./kafka-failure.ts";
import type { KafkaAppend } from "./kafka-record.ts";
import type { KnownTopic } from "./topic-directory.ts";

export interface Placed {
  readonly partition: number;
  readonly offset: number;
}

/** Appends to a topic in the order of the calls; calls that come while one is on its way go together. */
export interface RecordAppender {
  append(
    topic: KnownTopic,
    records: readonly (KafkaAppend & { readonly partition: number })[],
    nowMs: number,
  ): Promise<Placed[]>;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

interface Call {
  readonly placed: Placed[];
  left: number;
  failed: boolean;
  readonly resolve: (placed: Placed[]) => void;
  readonly reject: (error: TilescopeError) => void;
}

interface Item {
  readonly call: Call;
  readonly index: number;
  readonly partition: number;
  readonly bytes: number;
  readonly message: MessageToProduce;
}

/** A record's own framing, at most. */
const FRAME_BYTES = 40;
const MAX_TIME_DIFFERENCE = 2n ** 31n;

/** `maxBatchBytes`: most that goes to one partition in one request, which its broker takes whole or not at all. */
export function createRecordAppender(producer: Producer, maxBatchBytes: number): RecordAppender {
  const queues = new Map<string, Item[]>();
  const running = new Map<string, Promise<void>>();

  async function send(topic: KnownTopic): Promise<void> {
    const queue = queues.get(topic.name) ?? [];
    while (queue.length > 0) {
      const items = takeBatch(queue, maxBatchBytes);
      if (items.length === 0) continue;
      try {
        place(items, await producer.send({ messages: items.map(({ message }) => message) }));
      } catch (error) {
        // Partitions of other brokers, or without the fault, may have taken theirs.
        const produced = error instanceof Error && "produced" in error ? (error.produced as ProduceResult) : {};
        place(items, produced, logFailure("write", topic.topic, error));
      }
    }
    queues.delete(topic.name);
  }

  return {
    append(topic, records, nowMs) {
      return new Promise((resolve, reject) => {
        const call: Call = { placed: [], left: records.length, failed: false, resolve, reject };
        const queue = queues.get(topic.name) ?? [];
        queues.set(topic.name, queue);
        for (const [index, record] of records.entries()) queue.push(item(topic, record, nowMs, call, index));
        if (!running.has(topic.name))
          running.set(
            topic.name,
            send(topic).finally(() => running.delete(topic.name)),
          );
      });
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
}

function item(
  topic: KnownTopic,
  record: KafkaAppend & { partition: number },
  nowMs: number,
  call: Call,
  index: number,
): Item {
  const { key, value, partition, headers, timestampMs = nowMs } = record;
  const pairs = Object.entries(headers ?? {}).map(
    ([name, text]) => [Buffer.from(name), typeof text === "string" ? Buffer.from(text) : Buffer.from(text)] as const,
  );
  return {
    call,
    index,
    partition,
    bytes:
      recordBytes(record) + pairs.reduce((sum, [name, text]) => sum + name.length + text.length + 10, 0) + FRAME_BYTES,
    message: {
      topic: topic.name,
      partition,
      timestamp: BigInt(timestampMs),
      // Copies: the caller may change its bytes while these are on their way.
      ...(key !== null && { key: Buffer.from(key) }),
      value: Buffer.from(value),
      ...(pairs.length > 0 && { headers: new Map(pairs) }),
    },
  };
}

const recordBytes = ({ key, value }: KafkaAppend): number => (key?.length ?? 0) + value.length;

/** From the front of the queue, what fits a batch of each partition; nothing more of calls that failed. */
function takeBatch(queue: Item[], maxBatchBytes: number): Item[] {
  const batches = new Map<number, { bytes: number; readonly firstMs: bigint }>();
  const items: Item[] = [];
  let taken = 0;
  for (const next of queue) {
    if (!next.call.failed) {
      const timeMs = next.message.timestamp ?? 0n;
      const batch = batches.get(next.partition) ?? { bytes: 0, firstMs: timeMs };
      const isFull = batch.bytes > 0 && batch.bytes + next.bytes > maxBatchBytes;
      if (isFull || !isNear(timeMs - batch.firstMs)) break;
      batch.bytes += next.bytes;
      batches.set(next.partition, batch);
      items.push(next);
    }
    taken++;
  }
  queue.splice(0, taken);
  return items;
}

/** The client writes times of a batch wrongly that are 2^31 ms or more from its first. */
function isNear(differenceMs: bigint): boolean {
  return differenceMs < MAX_TIME_DIFFERENCE && differenceMs > -MAX_TIME_DIFFERENCE;
}

/** Offsets run on from the one that the broker gave the first record of a partition. */
function place(items: readonly Item[], result: ProduceResult, error?: TilescopeError): void {
  const next = new Map(result.offsets?.map(({ partition, offset }) => [partition, Number(offset)]));
  for (const { call, index, partition } of items) {
    const offset = next.get(partition);
    if (offset === undefined || offset < 0) {
      if (!call.failed) call.reject(error ?? new TilescopeError("log/write-failed", "Kafka gave no offset"));
      call.failed = true;
      continue;
    }
    next.set(partition, offset + 1);
    call.placed[index] = { partition, offset };
    call.left--;
    if (call.left === 0) call.resolve(call.placed);
  }
}
