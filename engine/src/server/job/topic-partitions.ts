import { TilescopeError } from "../../errors.ts";
import type { Log } from "../../ports/log.ts";

/**
 * How many partitions the topic of a job has. Throws `log/no-such-topic` when it is gone, `log/truncated` when it is another
 * topic of that name: offsets of the one mean nothing in the other.
 */
export async function topicPartitions(log: Log, topic: string, topicId: string | undefined): Promise<number> {
  const [partitions, id] = await Promise.all([log.partitionCount(topic), log.topicId(topic)]);
  if (partitions === null || id === null)
    throw new TilescopeError(
      "log/no-such-topic",
      `Topic "${topic}", which the job read, was removed. Start a new job.`,
    );
  if (topicId !== undefined && id !== topicId)
    throw new TilescopeError(
      "log/truncated",
      `Topic "${topic}" was removed and made anew since the job began. Start a new job.`,
    );
  return partitions;
}
