import type { Admin } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import { hasProtocolError, isMissingTopic, logFailure } from "./kafka-failure.ts";
import { type CompleteKafkaSettings, pauseMs } from "./kafka-settings.ts";
import { kafkaTopic, topicOfKafka } from "./topic-name.ts";

export interface KnownTopic {
  /** As the port names it. */
  readonly topic: string;
  /** As Kafka names it. */
  readonly name: string;
  /** Changes when the topic is dropped and made again. */
  readonly id: string;
  /** By partition: the broker that has its newest records. */
  readonly leaders: readonly number[];
}

/** What topics there are and who serves them, remembered for a second. */
export interface TopicDirectory {
  /** Rejects with `log/no-such-topic`. */
  get(topic: string): Promise<KnownTopic>;
  /** Asks Kafka in any case; null when there is none. */
  look(topic: string): Promise<KnownTopic | null>;
  list(): Promise<string[]>;
  create(topic: string, partitions: number): Promise<void>;
  drop(topic: string): Promise<void>;
  /** What is remembered of a topic has turned out wrong. */
  forget(topic: string): void;
}

const REMEMBERED_MS = 1_000;
const SETTLE_POLL_MS = 10;

/** `onChange` hears of topics that were made or dropped here, so that clients forget what they know of them. */
export function createTopicDirectory(
  admin: Admin,
  settings: CompleteKafkaSettings,
  onChange: () => void,
): TopicDirectory {
  const known = new Map<string, { readonly at: number; readonly found: Promise<KnownTopic | null> }>();

  async function look(topic: string): Promise<KnownTopic | null> {
    const name = kafkaTopic(settings.topicPrefix, topic);
    for (let attempt = 0; ; attempt++) {
      try {
        // The client would go on answering with what it knew of a topic that is gone.
        admin.clearMetadata();
        const { topics } = await admin.metadata({ topics: [name], forceUpdate: true, retries: 0 });
        const found = topics.get(name);
        if (found === undefined) return null;
        return { topic, name, id: found.id, leaders: found.partitions.map(({ leader }) => leader) };
      } catch (error) {
        if (isMissingTopic(error)) return null;
        if (attempt >= settings.retries) throw logFailure("read", topic, error);
        await wait(pauseMs(settings, attempt));
      }
    }
  }

  async function remembered(topic: string): Promise<KnownTopic | null> {
    const entry = known.get(topic);
    if (entry !== undefined && performance.now() - entry.at < REMEMBERED_MS) return entry.found;
    const found = look(topic);
    known.set(topic, { at: performance.now(), found });
    found.then(
      (value) => value ?? forget(topic),
      () => forget(topic),
    );
    return found;
  }

  function forget(topic: string): void {
    known.delete(topic);
  }

  /** Brokers learn of a change one after the other. */
  async function settle(topic: string, isSettled: (found: KnownTopic | null) => boolean): Promise<void> {
    const deadline = performance.now() + settings.timeoutMs;
    while (!isSettled(await look(topic))) {
      if (performance.now() > deadline)
        throw new TilescopeError("log/unavailable", `The change of topic ${topic} did not take effect in time`);
      await wait(SETTLE_POLL_MS);
    }
    forget(topic);
    onChange();
  }

  function checkSame(topic: string, existing: KnownTopic, partitions: number): void {
    if (existing.leaders.length !== partitions)
      throw new TilescopeError(
        "log/bad-partitions",
        `${topic} has ${existing.leaders.length} partitions already, not ${partitions}`,
      );
  }

  return {
    look,
    forget,
    async get(topic) {
      const found = await remembered(topic);
      if (found === null) throw new TilescopeError("log/no-such-topic", `There is no topic ${topic}`);
      return found;
    },
    async list() {
      try {
        const names = await admin.listTopics({ includeInternals: false });
        return names.flatMap((name) => topicOfKafka(settings.topicPrefix, name) ?? []).sort();
      } catch (error) {
        throw logFailure("read", "the list of topics", error);
      }
    },
    async create(topic, partitions) {
      const name = kafkaTopic(settings.topicPrefix, topic);
      const existing = await look(topic);
      if (existing !== null) return checkSame(topic, existing, partitions);
      const configs = Object.entries(settings.topicSettings).map(([key, value]) => ({ name: key, value }));
      try {
        await admin.createTopics({ topics: [{ topic: name, partitions, replicas: settings.replicas }], configs });
      } catch (error) {
        if (!hasProtocolError(error, "TOPIC_ALREADY_EXISTS")) throw logFailure("write", topic, error);
      }
      await settle(topic, (found) => found?.leaders.every((leader) => leader >= 0) ?? false);
      checkSame(topic, await this.get(topic), partitions);
    },
    async drop(topic) {
      const existing = await look(topic);
      forget(topic);
      // Asked to delete what is not there, the client would try again and again.
      if (existing === null) return;
      try {
        await admin.deleteTopics({ topics: [existing.name] });
      } catch (error) {
        if (!isMissingTopic(error)) throw logFailure("write", topic, error);
      }
      await settle(topic, (found) => found === null);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
