import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AssignedPartition, createKafkaLog, type KafkaLog } from "../../src/adapters/kafka/index.ts";
import { rejection } from "../kv-store-conformance.ts";
import { BROKER_START_MS, type KafkaBroker, startKafkaBroker } from "./kafka-broker.ts";
import { until } from "./until.ts";

const PARTITIONS = 4;
let broker: KafkaBroker;
let spaces = 0;
const children: ChildProcess[] = [];

beforeAll(async () => {
  broker = await startKafkaBroker({ settings: { "group.min.session.timeout.ms": 300 } });
}, BROKER_START_MS);
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await broker?.stop();
});

const openLog = (topicPrefix: string) =>
  createKafkaLog({
    brokers: [`127.0.0.1:${broker.port}`],
    topicPrefix,
    sessionMs: 1_000,
    heartbeatMs: 100,
    retryDelayMs: 20,
  });

async function withTopic(records = 0): Promise<{ log: KafkaLog; prefix: string }> {
  const prefix = `space${spaces++}.`;
  const log = openLog(prefix);
  await log.createTopic("t", PARTITIONS);
  await appendMore(log, records);
  return { log, prefix };
}

async function appendMore(log: KafkaLog, records: number): Promise<void> {
  const value = new Uint8Array([1]);
  await log.append(
    "t",
    Array.from({ length: records }, (_, i) => ({ key: null, value, partition: i % PARTITIONS })),
  );
}

/** A member that notes what it is told. */
async function joined(log: KafkaLog, groupId = "g") {
  const told: { assigned: AssignedPartition[][]; revoked: number[][] } = { assigned: [], revoked: [] };
  const member = await log.joinGroup(
    "t",
    groupId,
    (assigned) => {
      told.assigned.push([...assigned]);
    },
    (revoked) => {
      told.revoked.push([...revoked]);
    },
  );
  return { member, told };
}

describe("group of workers", () => {
  it("shares the partitions of a topic, and hands them over with what was committed", async () => {
    const { log, prefix } = await withTopic(40);
    const other = openLog(prefix);
    const first = await joined(log);
    await until(() => first.member.partitions().length === PARTITIONS);
    expect(first.told.assigned).toEqual([[0, 1, 2, 3].map((partition) => ({ partition, offset: 0 }))]);
    await first.member.commit(new Map([0, 1, 2, 3].map((partition) => [partition, partition + 5])));

    const second = await joined(other);
    await until(() => first.member.partitions().length === 2 && second.member.partitions().length === 2);
    expect(first.told.revoked).toEqual([[0, 1, 2, 3]]);
    const shared = [...first.member.partitions(), ...second.member.partitions()];
    expect(shared.sort()).toEqual([0, 1, 2, 3]);
    for (const { partition, offset } of second.told.assigned.at(-1) ?? []) expect(offset).toBe(partition + 5);

    const [lost = -1] = second.member.partitions();
    expect(await rejection(first.member.commit(new Map([[lost, 1]])))).toBe("log/not-owner");
    await second.member.leave();
    await second.member.leave();
    await second.member.ended;
    expect(second.told.revoked).toHaveLength(1);
    await until(() => first.member.partitions().length === PARTITIONS);
    expect(await rejection(second.member.commit(new Map([[lost, 1]])))).toBe("log/not-owner");
    await Promise.all([log.close(), other.close()]);
    expect(first.member.partitions()).toEqual([]);
  });

  it("gives a partition away only after its member has finished with it", async () => {
    const { log, prefix } = await withTopic(4);
    const other = openLog(prefix);
    const order: string[] = [];
    const first = await log.joinGroup(
      "t",
      "g",
      () => undefined,
      async (partitions) => {
        order.push("asked to give back");
        await new Promise((resolve) => setTimeout(resolve, 300));
        // Still its own: this is the moment to say how far it came.
        if (order.length === 1) await first.commit(new Map(partitions.map((partition) => [partition, 1])));
        order.push("gave back");
      },
    );
    await until(() => first.partitions().length === PARTITIONS);
    const second = await other.joinGroup(
      "t",
      "g",
      (assigned) => {
        order.push(`got ${assigned.map(({ offset }) => offset)}`);
      },
      () => undefined,
    );
    await until(() => second.partitions().length === 2);
    expect(order.slice(0, 3)).toEqual(["asked to give back", "gave back", "got 1,1"]);
    await Promise.all([log.close(), other.close()]);
  });

  it("lets several groups read the same topic", async () => {
    const { log } = await withTopic(4);
    const members = await Promise.all(["one", "two"].map((group) => joined(log, group)));
    await until(() => members.every(({ member }) => member.partitions().length === PARTITIONS));
    await members[0]?.member.commit(new Map([[0, 1]]));
    await log.close();
    expect(members.map(({ told }) => told.revoked)).toEqual([[[0, 1, 2, 3]], [[0, 1, 2, 3]]]);
  });

  it("loses a member whose function fails, and says why", async () => {
    const { log, prefix } = await withTopic();
    const other = openLog(prefix);
    const bad = await log.joinGroup(
      "t",
      "g",
      () => {
        throw new Error("no room");
      },
      () => undefined,
    );
    await expect(bad.ended).rejects.toThrow("no room");
    const { member } = await joined(other);
    await until(() => member.partitions().length === PARTITIONS);
    expect(bad.partitions()).toEqual([]);
    await Promise.all([log.close(), other.close()]);
  });

  it("takes over from a worker that was killed, and leaves no record out", async () => {
    const { log, prefix } = await withTopic(40);
    const done = new Map<string, number>();
    const start = () => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "group-child.ts"), `127.0.0.1:${broker.port}`, prefix, "t", "g"],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      children.push(child);
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on("line", (line) => {
        lines.push(line);
        if (/^\d/.test(line)) done.set(line, (done.get(line) ?? 0) + 1);
      });
      return { child, lines };
    };
    const first = start();
    await until(() => done.size > 5);
    const second = start();
    await until(() => second.lines.some((line) => /^assigned \d,\d$/.test(line)));
    await appendMore(log, 40);
    await until(() => done.size > 50);
    first.child.kill("SIGKILL");
    await appendMore(log, 40);
    await until(() => done.size === 120);
    expect(second.lines).toContain("assigned 0,1,2,3");
    expect([...done.keys()].sort()).toEqual(
      Array.from({ length: 120 }, (_, i) => `${i % PARTITIONS} ${Math.floor(i / PARTITIONS)}`).sort(),
    );
    // What a worker had begun when its partitions went to another is done again, and no more: one each, twice.
    const times = [...done.values()].reduce((sum, one) => sum + one, 0);
    expect(times).toBeLessThanOrEqual(120 + 2 * PARTITIONS);
    second.child.kill("SIGKILL");
    await log.close();
  });
});
