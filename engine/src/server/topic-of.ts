import type { GroupBy } from "../group-by/group-by.ts";
import { streamingSourceIndex, topicName, viewSource } from "../group-by/source-kind.ts";

/** Topic that a GroupBy streams from, without the settings behind its name (`topic/k=v`); `null` when none does. */
export function topicOf(definition: GroupBy): string | null {
  const source = definition.sources?.[streamingSourceIndex(definition)];
  const topic = source === undefined ? null : viewSource(source).topic;
  return topic === null ? null : topicName(topic);
}
