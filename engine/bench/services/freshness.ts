/** From the appending of an event until its value is served: by the worker's own meter, and as a client sees it. */
import { createKafkaLog } from "../../src/adapters/kafka/index.ts";
import type { JobStatus } from "../../src/server/job/job-status.ts";
import { Random } from "../../src/simulation/random.ts";
import { MERCHANTS, merchantKey, merchantSum, TOPIC } from "./merchants.ts";
import type { Report } from "./report.ts";
import type { Stack } from "./stack.ts";

const PER_SECOND = 5_000;
const EVERY_MS = 10;
const PROBE = "merchant_probe";
const PROBE_EVERY_MS = 250;
const POLL_MS = 2;

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor(q * sorted.length)] ?? NaN;

export async function benchFreshness(stack: Stack, report: Report, seconds: number): Promise<void> {
  const log = createKafkaLog({ brokers: stack.brokers });
  const random = new Random(2, "freshness");
  await stack.call("PUT", `/api/topics/${TOPIC}`, {
    partitions: 4,
    schema: [
      { name: "merchant", type: "string" },
      { name: "amount", type: "double" },
      { name: "ts", type: "long" },
    ],
  });
  await stack.call("PUT", "/api/group-bys/fresh", merchantSum("fresh"));
  const worker = await stack.run("worker");
  const { id } = await stack.call<{ id: string }>("POST", "/api/jobs", { groupBy: "fresh" });

  let isOver = false;
  const transaction = () => ({
    key: null,
    value: encode({ ...merchantKey(random.whole(0, MERCHANTS - 1)), amount: 1, ts: Date.now() }),
  });
  const produce = async (): Promise<number> => {
    const startMs = performance.now();
    let sent = 0;
    while (!isOver) {
      const due = Math.floor(((performance.now() - startMs) / 1_000) * PER_SECOND) - sent;
      if (due > 0) await log.append(TOPIC, Array.from({ length: due }, transaction));
      sent += Math.max(0, due);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    return sent / ((performance.now() - startMs) / 1_000);
  };
  const seenMs: number[] = [];
  const probe = async (): Promise<void> => {
    let sum = 0;
    while (!isOver) {
      sum += 1;
      const startMs = performance.now();
      await log.append(TOPIC, [{ key: null, value: encode({ merchant: PROBE, amount: 1, ts: Date.now() }) }]);
      while (!isOver) {
        const { results } = await stack.call<{ results: { features?: { amount_sum_7d?: number } }[] }>(
          "POST",
          "/v1/features/groupby/fresh",
          [{ merchant: PROBE }],
        );
        if ((results[0]?.features?.amount_sum_7d ?? 0) >= sum) {
          seenMs.push(performance.now() - startMs);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
  };
  const running = Promise.all([produce(), probe()]);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const status = await stack.call<JobStatus>("GET", `/api/jobs/${id}`);
  isOver = true;
  const [rate] = await running;
  await stack.call("DELETE", `/api/jobs/${id}`);
  await worker.stop();
  await log.close();
  const steady = seenMs.slice(Math.floor(seenMs.length / 4)).sort((a, b) => a - b);
  const { freshness } = status.workers[0]?.meters ?? { freshness: null };
  const ms = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(0));
  report.table(
    `${Math.round(rate).toLocaleString("en")} events a second appended for ${seconds} s, a write for every event`,
    [
      ["event to servable", "P50, ms", "P99, ms", "measured"],
      ["appended to stored, by the worker, last minute", ms(freshness?.p50Ms), ms(freshness?.p99Ms), "every event"],
      [
        "append called to the first answer that has it",
        ms(quantile(steady, 0.5)),
        ms(quantile(steady, 0.99)),
        `${steady.length} probes`,
      ],
    ],
  );
  await stack.call("DELETE", `/api/topics/${TOPIC}`);
}
