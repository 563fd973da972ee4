/** Events a second from Kafka to Redis, beside what the broker and Redis do without us. */
import { execFileSync } from "node:child_process";
import { createKafkaLog } from "../../src/adapters/kafka/index.ts";
import { DAY_MS } from "../../src/time/duration.ts";
import { runUntil } from "./job-run.ts";
import { merchantSum, TOPIC, transactionLines } from "./merchants.ts";
import type { Report } from "./report.ts";
import type { Stack } from "./stack.ts";

const PER_MERCHANT_AND_DAY = 100;
const DAYS = 2;
const TRIGGERS = [
  { name: "a write for every event", trigger: "every-element" },
  { name: "buffered for 1 s", trigger: { kind: "buffered", bufferMs: 1_000 } },
] as const;

const perSecond = (count: number, seconds: number): string => Math.round(count / seconds).toLocaleString("en");

/** A consumer that only reads. */
async function onlyRead(stack: Stack): Promise<{ records: number; seconds: number }> {
  const log = createKafkaLog({ brokers: stack.brokers });
  const startMs = performance.now();
  const partitions = (await log.partitionCount(TOPIC)) ?? 0;
  let records = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const end = await log.endOffset(TOPIC, partition);
    for (let offset = 0; offset < end; ) {
      const read = await log.read(TOPIC, partition, offset, 5_000);
      records += read.length;
      offset += read.length;
    }
  }
  const seconds = (performance.now() - startMs) / 1_000;
  await log.close();
  return { records, seconds };
}

/** Sorted-set writes of 30 bytes a second, by Redis' own benchmark. */
function redisBenchmark(port: number): string {
  const value = "x".repeat(30);
  const args = ["-p", String(port), "-n", "300000", "-r", "100000", "-P", "50", "-c", "2", "--csv"];
  const out = execFileSync("redis-benchmark", [...args, "zadd", "bench:__rand_int__", "1", value], {
    encoding: "utf8",
  });
  return Math.round(Number(/","([\d.]+)"/.exec(out.split("\n")[1] ?? "")?.[1])).toLocaleString("en");
}

export async function benchIngest(stack: Stack, report: Report): Promise<void> {
  await stack.call("PUT", `/api/topics/${TOPIC}`, { partitions: 4 });
  const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  let total = 0;
  for (const lines of transactionLines(endMs - DAYS * DAY_MS, DAYS, PER_MERCHANT_AND_DAY))
    total += (await stack.call<{ appended: number }>("POST", `/api/topics/${TOPIC}/events`, lines)).appended;
  const rows = [];
  const read = await onlyRead(stack);
  rows.push(["a consumer that only reads", perSecond(read.records, read.seconds), ""]);
  rows.push(["redis-benchmark, zadd in pipelines of 50", redisBenchmark(stack.redis.port), ""]);
  for (const workers of [1, 2]) {
    const processes = await Promise.all(Array.from({ length: workers }, () => stack.run("worker")));
    for (const { name, trigger } of TRIGGERS) {
      const groupBy = `ingest_${workers}_${typeof trigger}`;
      await stack.call("PUT", `/api/group-bys/${groupBy}`, merchantSum(groupBy));
      const { id, status, seconds } = await runUntil(stack, { groupBy, trigger, workers }, total);
      await stack.call("DELETE", `/api/jobs/${id}`);
      const writes = status.workers.reduce((sum, { counts }) => sum + counts.writes, 0);
      rows.push([
        `${workers} ${workers === 1 ? "worker" : "workers"}, ${name}`,
        perSecond(total, seconds),
        writes.toLocaleString("en"),
      ]);
    }
    await Promise.all(processes.map((one) => one.stop()));
  }
  report.table(`${total.toLocaleString("en")} events of ${TOPIC}, four partitions, 1,000 keys, hour tiles`, [
    ["", "events a second", "puts"],
    ...rows,
  ]);
  await stack.call("DELETE", `/api/topics/${TOPIC}`);
}
