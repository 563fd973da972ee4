import { randomBytes } from "node:crypto";
import { TilescopeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { checkAppend, checkPartition, nameBytes } from "../../ports/limits.ts";
import type { Log, LogAppend } from "../../ports/log.ts";
import { partitionForKey } from "../../ports/partition-for-key.ts";
import type { Folder } from "./folder.ts";
import { afterPrefix, counterBytes, counterKey, counterOfKey, partitionKey, sized } from "./key-layout.ts";
import { decodeRecord, encodeRecord } from "./stored-record.ts";
import { createTopicWatch } from "./topic-watch.ts";

const COUNTER_BYTES = 8;
const TOPIC_ID_BYTES = 8;

/** A Log in an lmdb file. */
export function createEmbeddedLog(folder: Folder, clock: Clock, maxValueBytes: number, pollMs: number): Log {
  /** By topic: the number of partitions, then its id, which topics of earlier versions do not have. */
  const topics = folder.table("topics");
  /** By topic and partition: the next offset. */
  const ends = folder.table("ends");
  const records = folder.table("records");
  let closed = false;

  function open(): void {
    if (closed) throw new TilescopeError("log/closed", "The log is closed");
  }

  function partitionCount(topic: string): number | null {
    const stored = topics.get(nameBytes("log", topic));
    return stored === undefined ? null : counterOfKey(stored.subarray(0, COUNTER_BYTES));
  }

  function partitionsOf(topic: string): number {
    const partitions = partitionCount(topic);
    if (partitions === null) throw new TilescopeError("log/no-such-topic", `There is no topic ${topic}`);
    return partitions;
  }

  function endOffset(prefix: Uint8Array): number {
    const stored = ends.get(prefix);
    return stored === undefined ? 0 : counterOfKey(stored);
  }

  function appendAll(topic: string, appended: readonly LogAppend[]): { partition: number; offset: number }[] {
    const partitions = partitionsOf(topic);
    for (const record of appended) checkAppend(topic, partitions, record, maxValueBytes);
    const name = nameBytes("log", topic);
    const next = new Map<number, { prefix: Uint8Array; offset: number }>();
    const appendedMs = clock.now();
    const given = appended.map((record) => {
      const partition = record.partition ?? partitionForKey(record.key, partitions);
      let end = next.get(partition);
      if (end === undefined) {
        const prefix = partitionKey(name, partition);
        end = { prefix, offset: endOffset(prefix) };
        next.set(partition, end);
      }
      const offset = end.offset++;
      records.put(counterKey(end.prefix, offset), encodeRecord(record, appendedMs));
      return { partition, offset };
    });
    for (const { prefix, offset } of next.values()) ends.put(prefix, counterBytes(offset));
    return given;
  }

  const watch = createTopicWatch(pollMs, (topic) =>
    folder.read("log", () => {
      const name = sized(nameBytes("log", topic));
      const offsets = [...ends.getRange({ start: name, end: afterPrefix(name) })];
      return offsets.reduce((sum, { value }) => sum + counterOfKey(value), 0);
    }),
  );

  return {
    async createTopic(topic, partitions) {
      open();
      const name = nameBytes("log", topic);
      if (!Number.isInteger(partitions) || partitions < 1)
        throw new TilescopeError("log/bad-partitions", `A topic cannot have ${partitions} partitions`);
      await folder.write("log", () => {
        const existing = partitionCount(topic);
        if (existing === null) topics.put(name, Buffer.concat([counterBytes(partitions), randomBytes(TOPIC_ID_BYTES)]));
        else if (existing !== partitions)
          throw new TilescopeError(
            "log/bad-partitions",
            `${topic} has ${existing} partitions already, not ${partitions}`,
          );
      });
    },
    async partitionCount(topic) {
      open();
      return folder.read("log", () => partitionCount(topic));
    },
    async topicId(topic) {
      open();
      const stored = folder.read("log", () => topics.get(nameBytes("log", topic)));
      return stored === undefined ? null : Buffer.from(stored.subarray(COUNTER_BYTES)).toString("hex");
    },
    async topics() {
      open();
      const decoder = new TextDecoder();
      return folder.read("log", () => [...topics.getKeys()].map((key) => decoder.decode(key))).sort();
    },
    async append(topic, appended) {
      open();
      if (appended.length === 0) {
        folder.read("log", () => partitionsOf(topic));
        return [];
      }
      const given = await folder.write("log", () => appendAll(topic, appended));
      watch.changed(topic);
      return given;
    },
    async read(topic, partition, offset, limit) {
      open();
      if (!Number.isSafeInteger(offset) || offset < 0)
        throw new TilescopeError("log/bad-offset", `${offset} is not an offset`);
      return folder.read("log", () => {
        checkPartition(topic, partitionsOf(topic), partition);
        const prefix = partitionKey(nameBytes("log", topic), partition);
        const range = { start: counterKey(prefix, offset), end: afterPrefix(prefix), limit: Math.max(0, limit) };
        if (range.limit === 0) return [];
        return [...records.getRange(range)].map(({ key, value }) =>
          decodeRecord(topic, partition, counterOfKey(key), value),
        );
      });
    },
    async endOffset(topic, partition) {
      open();
      return folder.read("log", () => {
        checkPartition(topic, partitionsOf(topic), partition);
        return endOffset(partitionKey(nameBytes("log", topic), partition));
      });
    },
    watch(topic, onAppend) {
      open();
      return watch.add(topic, onAppend);
    },
    async dropTopic(topic) {
      open();
      const name = nameBytes("log", topic);
      await folder.write("log", () => {
        const range = { start: sized(name), end: afterPrefix(sized(name)) };
        for (const table of [records, ends]) for (const key of [...table.getKeys(range)]) table.remove(key);
        topics.remove(name);
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      watch.close();
      await folder.release();
    },
  };
}
