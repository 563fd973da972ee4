import { Admin, Consumer, Producer } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import { checkAppend, checkPartition } from "../../ports/limits.ts";
import type { Log } from "../../ports/log.ts";
import { partitionForKey } from "../../ports/partition-for-key.ts";
import { type GroupMember, joinGroup, type OnAssigned, type OnRevoked } from "./consumer-group.ts";
import { logFailure } from "./kafka-failure.ts";
import type { KafkaAppend, KafkaRecord } from "./kafka-record.ts";
import { clientOptions, completeKafkaSettings, type KafkaSettings, pauseMs } from "./kafka-settings.ts";
import { createRecordAppender } from "./record-appender.ts";
import { createRecordReader } from "./record-reader.ts";
import { createTopicDirectory } from "./topic-directory.ts";
import { createTopicWatch } from "./topic-watch.ts";

/** A Log whose records also have headers, and whose partitions several workers can share. */
export interface KafkaLog extends Log {
  append(topic: string, records: readonly KafkaAppend[]): Promise<{ partition: number; offset: number }[]>;
  read(topic: string, partition: number, offset: number, limit: number): Promise<KafkaRecord[]>;
  /**
   * Shares the partitions of a topic with the other members of the group, in this process and others. Both functions may
   * take their time; a partition is given to another member only after `onRevoked` has resolved, unless this process was
   * silent for too long. Resolves when this process is a member.
   */
  joinGroup(topic: string, groupId: string, onAssigned: OnAssigned, onRevoked: OnRevoked): Promise<GroupMember>;
}

const BATCH_HEAD_BYTES = 61;
const EARLIER_UNCOMMITTED_TOO = 0;

/**
 * A Log in Kafka. The records of a call that go to one partition are appended together or not at all while they fit a
 * batch (`maxValueBytes`); those of several partitions are checked together, but a broker that fails can leave some.
 */
export function createKafkaLog(given: KafkaSettings): KafkaLog {
  const settings = completeKafkaSettings(given);
  const { clock, maxValueBytes } = settings;
  const options = clientOptions(settings);
  const admin = new Admin({ ...options, retries: settings.retries });
  // Every record once and in order, also when a request has to be sent again; answered when all replicas have it.
  const producer = new Producer({ ...options, retries: Math.max(2, settings.retries), idempotent: true });
  const consumer = new Consumer({ ...options, retries: 0, groupId: `${settings.clientId}-reader` });
  const directory = createTopicDirectory(admin, settings, () => {
    producer.clearMetadata();
    consumer.clearMetadata();
  });
  const reader = createRecordReader(consumer, directory, settings);
  const appender = createRecordAppender(producer, maxValueBytes + BATCH_HEAD_BYTES);
  const watch = createTopicWatch(settings.pollMs, ends);
  const members = new Set<GroupMember>();
  let closed = false;

  function open(): void {
    if (closed) throw new TilescopeError("log/closed", "The log is closed");
  }

  async function ends(topic: string): Promise<number[]> {
    for (let attempt = 0; ; attempt++) {
      const { name } = await directory.get(topic);
      try {
        const offsets = await consumer.listOffsets({ topics: [name], isolationLevel: EARLIER_UNCOMMITTED_TOO });
        return offsets.get(name)?.map(Number) ?? [];
      } catch (error) {
        directory.forget(topic);
        consumer.clearMetadata();
        if (attempt >= settings.retries) throw logFailure("read", topic, error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs(settings, attempt)));
      }
    }
  }

  return {
    async createTopic(topic, partitions) {
      open();
      if (!Number.isInteger(partitions) || partitions < 1)
        throw new TilescopeError("log/bad-partitions", `A topic cannot have ${partitions} partitions`);
      await directory.create(topic, partitions);
    },
    async partitionCount(topic) {
      open();
      return (await directory.look(topic))?.leaders.length ?? null;
    },
    async topicId(topic) {
      open();
      return (await directory.look(topic))?.id ?? null;
    },
    async topics() {
      open();
      return directory.list();
    },
    async append(topic, records) {
      open();
      const nowMs = clock.now();
      const copies = records.map((record) => ({
        ...record,
        key: record.key?.slice() ?? null,
        value: record.value.slice(),
      }));
      const known = await directory.get(topic);
      const partitions = known.leaders.length;
      for (const record of copies) checkAppend(topic, partitions, record, maxValueBytes);
      if (copies.length === 0) return [];
      const placed = await appender.append(
        known,
        copies.map((record) => ({ ...record, partition: record.partition ?? partitionForKey(record.key, partitions) })),
        nowMs,
      );
      for (const { partition, offset } of placed) watch.reached(topic, partition, offset + 1);
      watch.changed(topic);
      return placed;
    },
    async read(topic, partition, offset, limit) {
      open();
      checkPartition(topic, (await directory.get(topic)).leaders.length, partition);
      if (!Number.isSafeInteger(offset) || offset < 0)
        throw new TilescopeError("log/bad-offset", `${offset} is not an offset`);
      const records = await reader.read(topic, partition, offset, limit);
      watch.reached(topic, partition, (records.at(-1)?.offset ?? offset - 1) + 1);
      return records;
    },
    async endOffset(topic, partition) {
      open();
      checkPartition(topic, (await directory.get(topic)).leaders.length, partition);
      return (await ends(topic))[partition] ?? 0;
    },
    watch(topic, onAppend) {
      open();
      return watch.add(topic, onAppend);
    },
    async dropTopic(topic) {
      open();
      await directory.drop(topic);
    },
    async joinGroup(topic, groupId, onAssigned, onRevoked) {
      open();
      const known = await directory.get(topic);
      const member = await joinGroup(settings, known, groupId, onAssigned, onRevoked);
      members.add(member);
      return member;
    },
    async close() {
      if (closed) return;
      closed = true;
      watch.close();
      await Promise.allSettled([...members].map((member) => member.leave()));
      await appender.idle();
      await Promise.allSettled([admin.close(), producer.close(), consumer.close()]);
    },
  };
}
