import { Consumer, offsetCommitV9 } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import { hasProtocolError, logFailure } from "./kafka-failure.ts";
import { type CompleteKafkaSettings, clientOptions } from "./kafka-settings.ts";
import type { KnownTopic } from "./topic-directory.ts";

export interface AssignedPartition {
  readonly partition: number;
  /** Where the group goes on: behind what it committed, or 0. */
  readonly offset: number;
}

export type OnAssigned = (partitions: readonly AssignedPartition[]) => void | Promise<void>;
/** The partitions may be committed until this has resolved; then they may be another member's. */
export type OnRevoked = (partitions: readonly number[]) => void | Promise<void>;

export interface GroupMember {
  /** Those that this member has now. */
  partitions(): readonly number[];
  /** Says, by partition, where the group goes on. Rejects with `log/not-owner` for a partition that is not this member's. */
  commit(offsets: ReadonlyMap<number, number>): Promise<void>;
  /** Gives its partitions back, so that others take over at once; doing so again is fine. */
  leave(): Promise<void>;
  /** Resolves when the member has left; rejects with the cause when it left because one of its functions failed. */
  readonly ended: Promise<void>;
}

const NOT_OWNER = ["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "REBALANCE_IN_PROGRESS", "FENCED_INSTANCE_ID"];
const REJOIN_MS = 500;

/** Joins a group of consumers of one topic. The client tells of a change only while it happens: this awaits it. */
export async function joinGroup(
  settings: CompleteKafkaSettings,
  topic: KnownTopic,
  groupId: string,
  onAssigned: OnAssigned,
  onRevoked: OnRevoked,
): Promise<GroupMember> {
  const { name } = topic;
  const consumer = new Consumer({
    ...clientOptions(settings),
    groupId,
    retries: settings.retries,
    sessionTimeout: settings.sessionMs,
    heartbeatInterval: settings.heartbeatMs,
    rebalanceTimeout: Math.max(settings.rebalanceMs, settings.sessionMs),
    // Asked for before each request to join: the moment to give back what this member has.
    protocolsMetadata: async () => {
      await changes;
      await revoke();
      return Buffer.alloc(0);
    },
  });
  consumer.topics.track(name);
  let held: readonly number[] = [];
  /** Assignments are taken one after the other, and before the next is given back. */
  let changes: Promise<void> = Promise.resolve();
  let leaving: Promise<void> | null = null;
  let rejoining: NodeJS.Timeout | undefined;
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  ended.catch(() => undefined);

  async function revoke(): Promise<void> {
    const given = held;
    if (given.length > 0)
      await calling(async () => {
        await onRevoked(given);
      });
    held = [];
  }

  async function assign(generationId: number): Promise<void> {
    const partitions = (consumer.assignments ?? []).flatMap((one) => (one.topic === name ? one.partitions : []));
    if (partitions.length === 0 || generationId !== consumer.generationId || leaving !== null) return;
    const committed = await consumer.listCommittedOffsets({ topics: [{ topic: name, partitions }] });
    if (generationId !== consumer.generationId) return;
    held = [...partitions].sort((a, b) => a - b);
    const assigned = held.map((partition) => ({
      partition,
      offset: Math.max(0, Number(committed.get(name)?.[partition] ?? 0)),
    }));
    await calling(async () => {
      await onAssigned(assigned);
    });
  }

  /** A member whose functions fail is of no use: it makes way for others. */
  async function calling(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      fail(error);
      void leaveOnce();
    }
  }

  function rejoin(): void {
    if (leaving !== null) return;
    clearTimeout(rejoining);
    rejoining = setTimeout(() => consumer.joinGroup({}).catch(rejoin), REJOIN_MS);
  }

  consumer.on("consumer:group:join", ({ generationId = 0 }) => {
    changes = changes.then(() => assign(generationId)).catch(rejoin);
  });
  // The client gives up joining again after some tries.
  consumer.on("error", rejoin);

  async function leave(): Promise<void> {
    clearTimeout(rejoining);
    await changes;
    await revoke();
    await closed(consumer);
    end();
  }

  function leaveOnce(): Promise<void> {
    leaving ??= leave();
    return leaving;
  }

  try {
    await consumer.joinGroup({});
  } catch (error) {
    await closed(consumer);
    throw logFailure("read", topic.topic, error);
  }
  return {
    partitions: () => held,
    ended,
    leave: leaveOnce,
    async commit(offsets) {
      for (const partition of offsets.keys())
        if (!held.includes(partition))
          throw new TilescopeError("log/not-owner", `Partition ${partition} of ${topic.topic} is not this member's`);
      await commit(consumer, topic, groupId, offsets);
    },
  };
}

/** Says goodbye to the group, where there is someone to tell. */
async function closed(consumer: Consumer): Promise<void> {
  try {
    await consumer.close(true);
  } catch {
    // Its connections are of no use any more, whatever it says.
  }
}

/** Not by the client's own way, which joins again and then commits what may be another member's by now. */
async function commit(
  consumer: Consumer,
  topic: KnownTopic,
  groupId: string,
  offsets: ReadonlyMap<number, number>,
): Promise<void> {
  const { generationId, memberId } = consumer;
  const partitions = [...offsets].map(([partitionIndex, offset]) => ({
    partitionIndex,
    committedOffset: BigInt(offset),
    committedLeaderEpoch: -1,
    committedMetadata: null,
  }));
  try {
    const coordinator = await consumer.findGroupCoordinator();
    const { brokers } = await consumer.metadata({ topics: [] });
    const broker = brokers.get(coordinator);
    if (broker === undefined) throw new TilescopeError("log/unavailable", `Nobody coordinates the group ${groupId}`);
    const connection = await consumer.connections.get(broker);
    await offsetCommitV9.api.async(connection, groupId, generationId, memberId ?? "", null, [
      { name: topic.name, partitions },
    ]);
  } catch (error) {
    if (hasProtocolError(error, ...NOT_OWNER))
      throw new TilescopeError("log/not-owner", `The group ${groupId} has given partitions to other members`, error);
    throw logFailure("write", topic.topic, error);
  }
}
