import { Admin, Producer } from "@platformatic/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createDeadLetters,
  createKafkaLog,
  type KafkaLog,
  type KafkaSettings,
} from "../../src/adapters/kafka/index.ts";
import { processingTime } from "../../src/time/event-time.ts";
import { rejection } from "../kv-store-conformance.ts";
import { logConformance } from "../log-conformance.ts";
import { BROKER_START_MS, type KafkaBroker, startKafkaBroker } from "./kafka-broker.ts";
import { kafkaTroubles } from "./kafka-troubles.ts";
import { until } from "./until.ts";

const MAX_VALUE_BYTES = 10_000;
const NOW_MS = 1_704_882_600_000;
let broker: KafkaBroker;
let spaces = 0;

beforeAll(async () => {
  broker = await startKafkaBroker();
}, BROKER_START_MS);
afterAll(async () => {
  await broker?.stop();
});

/** A log in a part of the broker that nothing else uses. */
const openLog = (more: Partial<KafkaSettings> = {}) =>
  createKafkaLog({
    brokers: [`127.0.0.1:${broker.port}`],
    topicPrefix: `space${spaces++}.`,
    maxValueBytes: MAX_VALUE_BYTES,
    pollMs: 10,
    clock: { now: () => processingTime(NOW_MS) },
    ...more,
  });

logConformance("Kafka", MAX_VALUE_BYTES, NOW_MS, async () => {
  const log = openLog();
  return { log, done: () => log.close() };
});

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const record = (value: string, partition = 0) => ({ key: null, value: text(value), partition });
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const clientOptions = () => ({ clientId: "other", bootstrapBrokers: [`127.0.0.1:${broker.port}`] });

async function values(log: KafkaLog, topic: string, partition = 0, offset = 0, limit = 100_000): Promise<string[]> {
  return (await log.read(topic, partition, offset, limit)).map(({ value }) => textOf(value));
}

/** A topic that other clients know by the same name. */
async function shared(): Promise<{ log: KafkaLog; name: string }> {
  const prefix = `space${spaces++}.`;
  const log = openLog({ topicPrefix: prefix });
  await log.createTopic("t", 1);
  return { log, name: `${prefix}t` };
}

describe("Kafka", () => {
  it("keeps headers and the times of records", async () => {
    const { log } = await shared();
    await log.append("t", [
      { ...record("a"), headers: { source: "shop", raw: new Uint8Array([0, 255]), empty: "" }, timestampMs: 1_000 },
      record("b"),
    ]);
    const [first, second] = await log.read("t", 0, 0, 10);
    expect(first?.appendedMs).toBe(1_000);
    expect(first?.headers?.map(({ name, value }) => [name, [...value]])).toEqual([
      ["source", [...text("shop")]],
      ["raw", [0, 255]],
      ["empty", []],
    ]);
    expect(second).toEqual({ topic: "t", partition: 0, offset: 1, appendedMs: NOW_MS, key: null, value: text("b") });
    await log.close();
  });

  it("keeps times that are far from each other", async () => {
    const { log } = await shared();
    const times = [NOW_MS, 0, 1, 2 ** 31, NOW_MS - 2 ** 31, NOW_MS + 2 ** 31 - 1, 5, 6];
    await log.append(
      "t",
      times.map((timestampMs, i) => ({ ...record(String(i)), timestampMs })),
    );
    const records = await log.read("t", 0, 0, 100);
    expect(records.map(({ appendedMs }) => appendedMs)).toEqual(times);
    await log.close();
  });

  it("appends and reads more than fits a batch or an answer, in order", async () => {
    const log = openLog({ maxValueBytes: 1_000_000 });
    await log.createTopic("t", 2);
    const many = Array.from({ length: 3_000 }, (_, i) => record(`${i} ${"x".repeat(1_000)}`, i % 2));
    const placed = await log.append("t", many);
    expect(placed).toEqual(many.map(({ partition }, i) => ({ partition, offset: i >> 1 })));
    for (const partition of [0, 1]) {
      const read = await values(log, "t", partition);
      expect(read.map((value) => Number(value.split(" ")[0]))).toEqual(
        Array.from({ length: 1_500 }, (_, i) => 2 * i + partition),
      );
    }
    // Page by page, both partitions at once, from the middle of batches.
    const pages = await Promise.all(
      [0, 1].map(async (partition) => {
        const seen: string[] = [];
        for (let offset = 7; ; ) {
          const page = await log.read("t", partition, offset, 100);
          if (page.length === 0) return seen;
          seen.push(...page.map(({ value }) => textOf(value).split(" ")[0] ?? ""));
          offset += page.length;
        }
      }),
    );
    expect(pages.map((page) => page.length)).toEqual([1_493, 1_493]);
    expect(pages[1]?.slice(0, 2)).toEqual(["15", "17"]);
    await log.append("t", [{ key: text("k"), value: new Uint8Array(999_999).fill(1) }]);
    await log.close();
  });

  it("says that a record is too large for the brokers", async () => {
    const log = openLog({ maxValueBytes: 3_000_000 });
    await log.createTopic("t", 1);
    expect(await rejection(log.append("t", [{ key: null, value: new Uint8Array(2_000_000) }]))).toBe(
      "log/value-too-large",
    );
    expect(await log.append("t", [record("after")])).toEqual([{ partition: 0, offset: 0 }]);
    await log.close();
  });

  it.each(["gzip", "snappy", "lz4", "zstd"] as const)(
    "reads what other clients compressed with %s",
    async (compression) => {
      const { log, name } = await shared();
      const producer = new Producer(clientOptions());
      await producer.send({
        messages: ["a", "b"].map((value) => ({ topic: name, partition: 0, value: Buffer.from(value), timestamp: 7n })),
        compression,
      });
      expect(await values(log, "t")).toEqual(["a", "b"]);
      expect(await values(log, "t", 0, 1)).toEqual(["b"]);
      await Promise.all([producer.close(), log.close()]);
    },
  );

  it("gives no records of transactions that were aborted or are open", async () => {
    const { log, name } = await shared();
    const producer = new Producer({ ...clientOptions(), idempotent: true, transactionalId: `tx-${name}` });
    const message = (value: string) => ({ messages: [{ topic: name, partition: 0, value: Buffer.from(value) }] });
    const commit = await producer.beginTransaction();
    await commit.send(message("committed"));
    await commit.commit();
    const abort = await producer.beginTransaction();
    await abort.send(message("aborted"));
    await abort.abort();
    const open = await producer.beginTransaction();
    await open.send(message("open"));
    await log.append("t", [record("plain")]);
    expect(await values(log, "t")).toEqual(["committed"]);
    await open.abort();
    await until(async () => (await values(log, "t")).length === 2);
    const records = await log.read("t", 0, 0, 10);
    expect(records.map(({ value }) => textOf(value))).toEqual(["committed", "plain"]);
    expect(await values(log, "t", 0, 1)).toEqual(["plain"]);
    const last = records.at(-1);
    expect(await log.read("t", 0, (last?.offset ?? 0) + 1, 10)).toEqual([]);
    await Promise.all([producer.close(), log.close()]);
  });

  it("begins at the oldest record that is left, and says when a later one is gone", async () => {
    const { log, name } = await shared();
    await log.append(
      "t",
      ["a", "b", "c", "d"].map((value) => record(value)),
    );
    const admin = new Admin(clientOptions());
    await admin.deleteRecords({ topics: [{ name, partitions: [{ partition: 0, offset: 2n }] }] });
    expect(await values(log, "t")).toEqual(["c", "d"]);
    expect(await rejection(log.read("t", 0, 1, 10))).toBe("log/offset-gone");
    expect(await log.endOffset("t", 0)).toBe(4);
    await Promise.all([admin.close(), log.close()]);
  });

  it("notices that another process has made a topic anew", async () => {
    const topicPrefix = `space${spaces++}.`;
    const [one, two] = [openLog({ topicPrefix }), openLog({ topicPrefix })];
    await one.createTopic("t", 1);
    await one.append("t", [record("old"), record("older")]);
    expect(await values(two, "t", 0, 0, 1)).toEqual(["old"]);
    await two.append("t", [record("old, too")]);
    await one.dropTopic("t");
    await one.createTopic("t", 2);
    await one.append("t", [record("new", 1)]);
    await until(async () => (await two.partitionCount("t")) === 2);
    await until(async () => (await values(two, "t", 1).catch(() => [])).length === 1);
    expect(await values(two, "t", 0, 1)).toEqual([]);
    expect(await two.append("t", [record("newer")])).toEqual([{ partition: 0, offset: 0 }]);
    await Promise.all([one.close(), two.close()]);
  });

  it("tells of the appends of other processes", async () => {
    const topicPrefix = `space${spaces++}.`;
    const [one, two] = [openLog({ topicPrefix }), openLog({ topicPrefix })];
    await one.createTopic("t", 2);
    let heard = 0;
    const stop = two.watch("t", () => {
      heard++;
    });
    await one.append("t", [record("a", 1)]);
    await until(async () => heard === 1);
    await one.append("t", [record("b", 0)]);
    await until(async () => heard === 2);
    stop();
    // Between a look at an empty topic and the watch: told as well.
    expect(await two.endOffset("t", 1)).toBe(1);
    await one.append("t", [record("c", 1)]);
    let again = 0;
    two.watch("t", () => {
      again++;
    });
    await until(async () => again > 0);
    expect(heard).toBe(2);
    await Promise.all([one.close(), two.close()]);
  });

  it("puts aside what does not decode, with the reason", async () => {
    const { log } = await shared();
    await log.append("t", [{ key: text("k"), value: text("{broken"), headers: { trace: "7" } }, record("fine")]);
    const letters = createDeadLetters(log);
    const [broken, other] = await log.read("t", 0, 0, 10);
    if (broken === undefined || other === undefined) throw new Error("nothing read");
    await letters.put([{ record: broken, reason: "Not JSON: é" }]);
    await letters.put([
      { record: other, reason: "No such column" },
      { record: broken, reason: "x".repeat(9_000) },
    ]);
    await letters.put([]);
    const dead = await log.read("t.dead-letters", 0, 0, 10);
    expect(dead.map(({ key, value }) => [key && textOf(key), textOf(value)])).toEqual([
      ["k", "{broken"],
      [null, "fine"],
      ["k", "{broken"],
    ]);
    expect(Object.fromEntries(dead[0]?.headers?.map(({ name, value }) => [name, textOf(value)]) ?? [])).toEqual({
      trace: "7",
      "tilescope-reason": "Not JSON: é",
      "tilescope-topic": "t",
      "tilescope-partition": "0",
      "tilescope-offset": "0",
      "tilescope-timestamp": String(NOW_MS),
    });
    await log.close();
  });
});

kafkaTroubles(() => broker, openLog);
