import type { DeadLetter, DeadLetters } from "../../ports/dead-letters.ts";
import type { KafkaLog } from "./kafka-log.ts";
import type { KafkaAppend, KafkaRecord } from "./kafka-record.ts";

/** Behind the name of a topic: that of the topic with its undecodable records. */
export const DEAD_LETTER_SUFFIX = ".dead-letters";
const MAX_REASON = 2_000;

/**
 * Dead letters as records of `<topic>.dead-letters`, which is made when it is first needed: key, value and headers as they
 * came, and in further headers `tilescope-reason`, `-topic`, `-partition`, `-offset` and `-timestamp`.
 */
export function createDeadLetters(log: KafkaLog): DeadLetters {
  const made = new Set<string>();
  return {
    async put(letters) {
      for (const [topic, appends] of appendsByTopic(letters)) {
        if (!made.has(topic) && (await log.partitionCount(topic)) === null) await log.createTopic(topic, 1);
        made.add(topic);
        await log.append(topic, appends);
      }
    },
  };
}

function appendsByTopic(letters: readonly DeadLetter[]): Map<string, KafkaAppend[]> {
  const topics = new Map<string, KafkaAppend[]>();
  for (const letter of letters) {
    const topic = `${letter.record.topic}${DEAD_LETTER_SUFFIX}`;
    const appends = topics.get(topic) ?? [];
    topics.set(topic, appends);
    appends.push(appendOf(letter));
  }
  return topics;
}

function appendOf({ record, reason }: DeadLetter): KafkaAppend {
  const { topic, partition, offset, appendedMs, key, value, headers = [] }: KafkaRecord = record;
  return {
    key,
    value,
    partition: 0,
    headers: {
      ...Object.fromEntries(headers.map((header) => [header.name, header.value])),
      "tilescope-reason": reason.slice(0, MAX_REASON),
      "tilescope-topic": topic,
      "tilescope-partition": String(partition),
      "tilescope-offset": String(offset),
      "tilescope-timestamp": String(appendedMs),
    },
  };
}
