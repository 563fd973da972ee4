import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryCheckpoints, createMemoryLog, createMemoryStore } from "../../src/adapters/memory/index.ts";
import type { PutRequest } from "../../src/ports/kv-store.ts";
import type { LogRecord } from "../../src/ports/log.ts";
import { BatchWorker } from "../../src/server/job/batch-worker.ts";
import { EmissionFeed } from "../../src/server/job/emission-feed.ts";
import { JOB_PACE, type JobParts } from "../../src/server/job/job-parts.ts";
import { Patience } from "../../src/server/job/patience.ts";
import { silentLogger } from "../../src/server/logger.ts";
import { createSystemClock } from "../../src/server/system-clock.ts";
import { systemTimers } from "../../src/server/system-timers.ts";
import { Random } from "../../src/simulation/random.ts";
import { visitsPlan } from "../faults/verify-job.ts";
import { makeVisits, visitRecord, visitsGroupBy } from "../faults/visits.ts";
import { checkAsync } from "../property.ts";

const PLAN = visitsPlan(visitsGroupBy("visits", "visits"));

/** What a worker asks the store to put when it takes the records in such batches, and lets time pass between them. */
async function putsOf(records: readonly LogRecord[], cuts: readonly boolean[], bufferMs: number) {
  const puts: PutRequest[] = [];
  const store = createMemoryStore();
  const clock = createSystemClock();
  const parts: JobParts = {
    log: createMemoryLog(clock),
    store: {
      ...store,
      multiPut: async (requests) => {
        puts.push(...requests);
        return store.multiPut(requests);
      },
    },
    checkpoints: createMemoryCheckpoints(),
    fence: 1,
    deadLetters: null,
    clock,
    timers: systemTimers,
    feed: new EmissionFeed(),
    metrics: { count: () => undefined, observe: () => undefined },
    logger: silentLogger,
    pace: JOB_PACE,
    pid: 1,
  };
  const settings = {
    mode: "tiled" as const,
    trigger: { kind: "buffered" as const, bufferMs },
    outOfOrdernessMs: 60_000,
    idlenessMs: 1e9,
  };
  const patience = new Patience(systemTimers, () => undefined);
  const worker = new BatchWorker(PLAN, settings, 1, { index: 0, count: 1 }, parts, patience);
  let batch: LogRecord[] = [];
  const push = async (): Promise<void> => {
    worker.push(batch);
    await worker.flush(batch);
    worker.advanceTo((worker.nowMs ?? 0) + 1);
    await worker.flush([]);
    batch = [];
  };
  for (const [i, record] of records.entries()) {
    batch.push(record);
    if (cuts[i]) await push();
  }
  await push();
  return puts.filter(({ dataset }) => dataset === PLAN.streamingDataset);
}

const nameOf = ({ keyBytes, tile, version }: PutRequest): string =>
  `${Buffer.from(keyBytes).toString("hex")} ${tile?.startMs} ${version}`;

it("R7 one version of a tile is one content, however the records come in batches", async () => {
  const name = "one version of a tile is one content";
  const cuts = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
  const property = fc.asyncProperty(fc.nat(), cuts, cuts, fc.constantFrom(0, 1, 5), async (seed, one, other, ms) => {
    const random = new Random(seed, "versions");
    let appendedMs = 1_000;
    const records = makeVisits(random, 40, 1, 20_000).map((visit, offset): LogRecord => {
      appendedMs += random.whole(0, 4);
      return { ...visitRecord(visit), topic: "visits", partition: 0, offset, appendedMs };
    });
    const contents = new Map<string, string>();
    for (const put of [...(await putsOf(records, one, ms)), ...(await putsOf(records, other, ms))]) {
      const content = Buffer.from(put.valueBytes).toString("hex");
      expect(contents.get(nameOf(put)) ?? content).toBe(content);
      contents.set(nameOf(put), content);
    }
  });
  await checkAsync(name, property, { factor: 0.25 });
});
