import { createMemoryCheckpoints, createMemoryLog, createMemoryStore } from "../src/adapters/memory/index.ts";
import type { LogRecord } from "../src/ports/log.ts";
import { BatchWorker } from "../src/server/job/batch-worker.ts";
import { EmissionFeed } from "../src/server/job/emission-feed.ts";
import { JOB_PACE, type JobParts } from "../src/server/job/job-parts.ts";
import { Patience } from "../src/server/job/patience.ts";
import { silentLogger } from "../src/server/logger.ts";
import { HostMetrics } from "../src/server/meters/host-metrics.ts";
import { createSystemClock } from "../src/server/system-clock.ts";
import { systemTimers } from "../src/server/system-timers.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import type { Compare, Show } from "./compare.ts";
import { arrivalMs, BUFFERED, EVERY_EVENT, jsonBytes, pricePlan, priceRecords, settingsOf } from "./price-job.ts";

export const name = "tiled job on the server";

const LOAD = { events: 400_000, keys: 1_000, hours: 24 };
const WARMUPS = 3;
const RUNS = 7;

const empty = (): number[] => [];

const plan = pricePlan();

/** A store that says yes and keeps nothing, or one that keeps everything in maps. */
const STORES = {
  "a store that keeps nothing": () => ({
    ...createMemoryStore(),
    multiPut: async (requests: readonly unknown[]) => requests.map(() => true),
  }),
  "a store in memory": createMemoryStore,
} as const;

/** A worker with everything that it has on a server: meters, metrics and the feed that a page can follow. */
function workerOf(trigger: JobSettings["trigger"], store: JobParts["store"], metrics: JobParts["metrics"]) {
  const clock = createSystemClock();
  const parts: JobParts = {
    log: createMemoryLog(clock),
    store,
    checkpoints: createMemoryCheckpoints(),
    fence: 1,
    deadLetters: null,
    clock,
    timers: systemTimers,
    feed: new EmissionFeed(),
    metrics,
    logger: silentLogger,
    pace: JOB_PACE,
    pid: process.pid,
  };
  const patience = new Patience(systemTimers, () => undefined);
  return new BatchWorker(plan, settingsOf(trigger), 1, { index: 0, count: 1 }, parts, patience);
}

async function cpuUsOf(worker: BatchWorker, records: readonly LogRecord[]): Promise<number> {
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.cpuUsage();
  for (let from = 0; from < records.length; from += JOB_PACE.batchSize) {
    const batch = records.slice(from, from + JOB_PACE.batchSize);
    worker.push(batch);
    await worker.flush(batch);
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** JSON bytes to a store through a server's worker, batch by batch: 1,000 keys, tiles of an hour. */
export async function run(_compare: Compare, show: Show): Promise<void> {
  const records: LogRecord[] = jsonBytes(priceRecords(LOAD)).map((value, offset) => ({
    topic: "prices",
    partition: 0,
    offset,
    appendedMs: arrivalMs(offset),
    key: null,
    value,
  }));
  const metrics = new HostMetrics(() => []).forJob(plan.name);
  const subjects = Object.entries(STORES).flatMap(([storeName, store]) => [
    {
      name: `buffered trigger of 100 ms, ${storeName}`,
      worker: () => workerOf(BUFFERED, store(), metrics),
      us: empty(),
    },
    {
      name: `a write for every event, ${storeName}`,
      worker: () => workerOf(EVERY_EVENT, store(), metrics),
      us: empty(),
    },
  ]);
  for (let round = 0; round < WARMUPS + RUNS; round++)
    for (const { worker, us } of subjects) {
      const taken = await cpuUsOf(worker(), records);
      if (round >= WARMUPS) us.push(taken);
    }
  const rate = (us: number): string => `${(LOAD.events / us).toFixed(2)} M`;
  show(`JSON records to puts, ${RUNS} runs of ${LOAD.events.toLocaleString("en")} events`, [
    ["", "events per processor second, median", "least to most"],
    ...subjects.map(({ name: subject, us }) => {
      const sorted = us.toSorted((a, b) => a - b);
      const [fastest = 0, slowest = 0, middle = 0] = [sorted[0], sorted.at(-1), sorted[sorted.length >> 1]];
      return [subject, rate(middle), `${rate(slowest)} to ${rate(fastest)}`];
    }),
  ]);
}
