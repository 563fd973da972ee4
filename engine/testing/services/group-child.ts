import { createKafkaLog } from "../../src/adapters/kafka/index.ts";

/**
 * A worker of its own for the tests of consumer groups: `node group-child.ts <broker> <prefix> <topic> <group>`. Prints
 * `assigned …`, `revoked …` and, for each record that it is about to commit, `<partition> <offset>`, until it is killed.
 */
const [broker = "", topicPrefix = "", topic = "", groupId = ""] = process.argv.slice(2);
const log = createKafkaLog({ brokers: [broker], topicPrefix, sessionMs: 1_000, heartbeatMs: 100 });
const next = new Map<number, number>();
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const member = await log.joinGroup(
  topic,
  groupId,
  (assigned) => {
    say(`assigned ${assigned.map(({ partition }) => partition).join()}`);
    for (const { partition, offset } of assigned) next.set(partition, offset);
  },
  (partitions) => {
    next.clear();
    say(`revoked ${partitions.join()}`);
  },
);

for (;;) {
  for (const [partition, offset] of [...next]) {
    const [record] = await log.read(topic, partition, offset, 1);
    if (record === undefined || !next.has(partition)) continue;
    try {
      say(`${partition} ${offset}`);
      await member.commit(new Map([[partition, offset + 1]]));
      next.set(partition, offset + 1);
    } catch {
      // Another member has the partition by now.
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
