import type { Consumer, fetchV17 } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import { hasProtocolError, logFailure } from "./kafka-failure.ts";
import { type KafkaRecord, readFetched } from "./kafka-record.ts";
import { type CompleteKafkaSettings, pauseMs } from "./kafka-settings.ts";
import type { KnownTopic, TopicDirectory } from "./topic-directory.ts";

/** Reads any place of a partition. */
export interface RecordReader {
  read(topic: string, partition: number, offset: number, limit: number): Promise<KafkaRecord[]>;
}

/** What an answer held beyond the limit, kept for the read that goes on there. */
interface Rest {
  readonly topicId: string;
  readonly records: readonly KafkaRecord[];
  readonly nextOffset: number;
  readonly endOffset: number;
}

type Response = fetchV17.FetchResponse;
type PartitionResponse = fetchV17.FetchResponsePartition;

interface Waiting {
  readonly topic: KnownTopic;
  readonly partition: number;
  readonly offset: number;
  readonly resolve: (fetched: PartitionResponse | null) => void;
  readonly reject: (error: unknown) => void;
}

const FETCH_BYTES = 1_048_576;
const UNCOMMITTED_HIDDEN = 1;
const OLDEST = -2n;
const OK = 0;
const OFFSET_OUT_OF_RANGE = 1;

/** `consumer` must not retry: the reader knows when to ask whom anew. */
export function createRecordReader(
  consumer: Consumer,
  directory: TopicDirectory,
  settings: CompleteKafkaSettings,
): RecordReader {
  const rests = new Map<string, Rest>();
  const waiting: Waiting[] = [];
  let isFetching = false;

  /** One request at a time: the client keeps a session with each broker that allows no second one. */
  async function fetchAll(): Promise<void> {
    isFetching = true;
    while (waiting.length > 0) {
      const together = takeTogether(waiting);
      const answers = new Map<string, PartitionResponse>();
      let failure: unknown = null;
      try {
        collect(await consumer.fetch(request(together)), answers);
      } catch (error) {
        failure = error;
        if (error instanceof Error && "response" in error) collect(error.response as Response, answers);
      }
      for (const { topic, partition, resolve, reject } of together) {
        const answer = answers.get(placeOf(topic.id, partition));
        // A broker leaves out a partition that has had nothing new since the session's last request.
        if (answer === undefined && failure === null) resolve(null);
        else if (answer !== undefined && [OK, OFFSET_OUT_OF_RANGE].includes(answer.errorCode)) resolve(answer);
        else reject(failure ?? new TilescopeError("log/read-failed", `Kafka answered with error ${answer?.errorCode}`));
      }
    }
    isFetching = false;
  }

  function fetch(topic: KnownTopic, partition: number, offset: number): Promise<PartitionResponse | null> {
    return new Promise((resolve, reject) => {
      waiting.push({ topic, partition, offset, resolve, reject });
      // Reads that begin in the same turn go in one request.
      if (!isFetching) queueMicrotask(() => isFetching || void fetchAll());
    });
  }

  async function fetchPatiently(
    topic: string,
    partition: number,
    offset: number,
  ): Promise<{ known: KnownTopic; fetched: PartitionResponse | null }> {
    for (let attempt = 0; ; attempt++) {
      const known = await directory.get(topic);
      try {
        return { known, fetched: await fetch(known, partition, offset) };
      } catch (error) {
        if (attempt >= settings.retries) throw logFailure("read", topic, error);
        // The topic may have been made anew, or have moved to another broker.
        directory.forget(topic);
        consumer.clearMetadata();
        if (!hasProtocolError(error, "UNKNOWN_TOPIC_ID")) await wait(pauseMs(settings, attempt));
      }
    }
  }

  async function oldest({ name, topic }: KnownTopic, partition: number): Promise<number> {
    try {
      const offsets = await consumer.listOffsets({ topics: [name], timestamp: OLDEST });
      return Number(offsets.get(name)?.[partition] ?? 0);
    } catch (error) {
      throw logFailure("read", topic, error);
    }
  }

  /** From `offset` on: what the last answer left over, or what the broker answers now. */
  async function next(topic: string, partition: number, offset: number): Promise<Rest> {
    const place = placeOf(topic, partition);
    const rest = rests.get(place);
    rests.delete(place);
    if (rest !== undefined && rest.records[0]?.offset === offset && rest.topicId === (await directory.get(topic)).id)
      return rest;
    const { known, fetched } = await fetchPatiently(topic, partition, offset);
    const nothing = { topicId: known.id, records: [], nextOffset: offset, endOffset: offset };
    if (fetched === null) return nothing;
    if (fetched.errorCode === OFFSET_OUT_OF_RANGE) {
      const start = await oldest(known, partition);
      if (offset >= start) return nothing;
      if (offset > 0)
        throw new TilescopeError(
          "log/offset-gone",
          `${topic} does not have record ${offset} of partition ${partition} any more; its oldest is ${start}`,
        );
      return next(topic, partition, start);
    }
    const endOffset = Number(fetched.lastStableOffset);
    return { topicId: known.id, ...readFetched(topic, partition, offset, fetched), endOffset };
  }

  return {
    async read(topic, partition, offset, limit) {
      const records: KafkaRecord[] = [];
      for (let from = offset; records.length < limit; ) {
        const rest = await next(topic, partition, from);
        const wanted = limit - records.length;
        for (const record of rest.records.slice(0, wanted)) records.push(record);
        if (rest.records.length > wanted)
          rests.set(placeOf(topic, partition), { ...rest, records: rest.records.slice(wanted) });
        if (rest.nextOffset >= rest.endOffset || rest.nextOffset === from) break;
        from = rest.nextOffset;
      }
      return records;
    },
  };
}

function request(together: readonly Waiting[]) {
  const topics = new Map<string, { topicId: string; partitions: ReturnType<typeof place>[] }>();
  for (const { topic, partition, offset } of together) {
    const entry = topics.get(topic.id) ?? { topicId: topic.id, partitions: [] };
    topics.set(topic.id, entry);
    entry.partitions.push(place(partition, offset));
  }
  const first = together[0];
  return {
    node: first?.topic.leaders[first.partition] ?? -1,
    maxWaitTime: 0,
    minBytes: 0,
    isolationLevel: UNCOMMITTED_HIDDEN,
    topics: [...topics.values()],
  };
}

function place(partition: number, offset: number) {
  return {
    partition,
    fetchOffset: BigInt(offset),
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
    partitionMaxBytes: FETCH_BYTES,
  };
}

/** Reads of different partitions that the same broker serves. */
function takeTogether(waiting: Waiting[]): Waiting[] {
  const first = waiting[0];
  const leader = first?.topic.leaders[first.partition];
  const places = new Set<string>();
  const together = waiting.filter(({ topic, partition }) => {
    const place = placeOf(topic.id, partition);
    if (topic.leaders[partition] !== leader || places.has(place)) return false;
    places.add(place);
    return true;
  });
  waiting.splice(0, waiting.length, ...waiting.filter((one) => !together.includes(one)));
  return together;
}

function collect(response: Response, answers: Map<string, PartitionResponse>): void {
  for (const { topicId, partitions } of response.responses)
    for (const partition of partitions) answers.set(placeOf(topicId, partition.partitionIndex), partition);
}

const placeOf = (topic: string, partition: number): string => `${partition} ${topic}`;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
