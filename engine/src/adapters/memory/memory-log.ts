import { TilescopeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { checkAppend, checkPartition, DEFAULT_MAX_VALUE_BYTES, nameBytes } from "../../ports/limits.ts";
import type { Log, LogRecord } from "../../ports/log.ts";
import { partitionForKey } from "../../ports/partition-for-key.ts";

/** A Log in this process's memory, for the browser and for tests. Its watchers hear appends of this process only. */
export function createMemoryLog(clock: Clock, options: { readonly maxValueBytes?: number } = {}): Log {
  const maxValueBytes = options.maxValueBytes ?? DEFAULT_MAX_VALUE_BYTES;
  const topics = new Map<string, LogRecord[][]>();
  const ids = new Map<string, string>();
  let made = 0;
  const watchers = new Map<string, Set<() => void>>();
  let closed = false;

  function open(): void {
    if (closed) throw new TilescopeError("log/closed", "The log is closed");
  }

  function partitionsOf(topic: string): LogRecord[][] {
    open();
    const partitions = topics.get(topic);
    if (partitions === undefined) throw new TilescopeError("log/no-such-topic", `There is no topic ${topic}`);
    return partitions;
  }

  function partitionOf(topic: string, partition: number): LogRecord[] {
    const partitions = partitionsOf(topic);
    checkPartition(topic, partitions.length, partition);
    return partitions[partition] ?? [];
  }

  return {
    async createTopic(topic, partitions) {
      open();
      nameBytes("log", topic);
      if (!Number.isInteger(partitions) || partitions < 1)
        throw new TilescopeError("log/bad-partitions", `A topic cannot have ${partitions} partitions`);
      const existing = topics.get(topic);
      if (existing === undefined) {
        const empty = Array.from({ length: partitions }, () => []);
        topics.set(topic, empty);
        ids.set(topic, String(made++));
      } else if (existing.length !== partitions)
        throw new TilescopeError(
          "log/bad-partitions",
          `${topic} has ${existing.length} partitions already, not ${partitions}`,
        );
    },
    async partitionCount(topic) {
      open();
      return topics.get(topic)?.length ?? null;
    },
    async topicId(topic) {
      open();
      return topics.has(topic) ? (ids.get(topic) ?? null) : null;
    },
    async topics() {
      open();
      return [...topics.keys()].sort();
    },
    async append(topic, records) {
      const partitions = partitionsOf(topic);
      for (const record of records) checkAppend(topic, partitions.length, record, maxValueBytes);
      const appendedMs = clock.now();
      const given = records.map((record) => {
        const partition = record.partition ?? partitionForKey(record.key, partitions.length);
        const stored = partitions[partition] ?? [];
        const offset = stored.length;
        const key = record.key === null ? null : record.key.slice();
        stored.push({ topic, partition, offset, appendedMs, key, value: record.value.slice() });
        return { partition, offset };
      });
      if (given.length > 0) for (const watcher of watchers.get(topic) ?? []) queueMicrotask(watcher);
      return given;
    },
    async read(topic, partition, offset, limit) {
      const stored = partitionOf(topic, partition);
      if (!Number.isSafeInteger(offset) || offset < 0)
        throw new TilescopeError("log/bad-offset", `${offset} is not an offset`);
      return stored.slice(offset, offset + Math.max(0, limit));
    },
    async endOffset(topic, partition) {
      return partitionOf(topic, partition).length;
    },
    watch(topic, onAppend) {
      open();
      // A wrapper of its own, so that watching twice with one function counts twice.
      const watcher = (): void => {
        if (watchers.get(topic)?.has(watcher)) onAppend();
      };
      const group = watchers.get(topic) ?? new Set();
      watchers.set(topic, group.add(watcher));
      return () => {
        group.delete(watcher);
      };
    },
    async dropTopic(topic) {
      open();
      topics.delete(topic);
    },
    async close() {
      closed = true;
      topics.clear();
      watchers.clear();
    },
  };
}
