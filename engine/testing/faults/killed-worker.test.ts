import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import { EngineHost } from "../../src/server/index.ts";
import { createSystemClock } from "../../src/server/system-clock.ts";
import { wait } from "../../src/server/wait.ts";
import { Random } from "../../src/simulation/random.ts";
import { MINUTE_MS } from "../../src/time/duration.ts";
import { processingTime } from "../../src/time/event-time.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { propertyParameters } from "../property.ts";
import { until } from "../server/test-host.ts";
import { bundleChild, endChild, startChild } from "./start-child.ts";
import { verifyJob } from "./verify-job.ts";
import { makeVisits, VISITS, visitRecord, visitsGroupBy } from "./visits.ts";

const PACE = { batchSize: 6, checkpointEveryMs: 150, idleTickMs: 20 };
const KILLS = 25;

const settings: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 150,
};
const JOBS = [
  { name: "one", topic: "single", workers: 1, settings },
  { name: "two", topic: "triple", workers: 2, settings },
  {
    name: "buffered",
    topic: "triple",
    workers: 1,
    settings: { ...settings, trigger: { kind: "buffered", bufferMs: 40 } },
  },
  { name: "plain", topic: "triple", workers: 1, settings: { ...settings, mode: "untiled" } },
] as const;

const folders: string[] = [];
beforeAll(bundleChild);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * A host that runs nothing itself: it appends events and asks, as a server beside the workers does. Its clock can be set, so
 * that records of different partitions get times against the order in which they come.
 */
async function openBeside() {
  const folder = mkdtempSync(join(tmpdir(), "tilescope-faults-"));
  folders.push(folder);
  const wall = { offMs: 0 };
  const clock = createSystemClock();
  const parts = { ...openEmbedded(folder, { clock: { now: () => processingTime(Date.now() + wall.offMs) } }), clock };
  const host = await EngineHost.open(parts, { runs: () => false });
  await host.putTopic("single", 1, VISITS);
  await host.putTopic("triple", 3, VISITS);
  for (const { name, topic, workers, settings: own } of JOBS) {
    await host.putGroupBy(name, visitsGroupBy(name, topic));
    await host.startJob({ groupBy: name, settings: own, schema: null, workers, savepoint: null });
  }
  return { folder, host, parts, wall };
}

/** Waits until every job has read its topic to the end and checkpointed nothing open, then compares with the oracle. */
async function verifyAll({ host, parts }: Awaited<ReturnType<typeof openBeside>>) {
  await until(
    () => host.jobs(),
    (jobs) =>
      jobs.length === JOBS.length &&
      jobs.every(
        ({ state, partitions }) =>
          state === "running" &&
          partitions.length > 0 &&
          partitions.every(({ lag, offset }) => lag === 0 && offset > 0),
      ),
    60_000,
  );
  // The buffered trigger writes what it holds back.
  await wait(300);
  const seen = [];
  for (const { name, topic, settings: own } of JOBS)
    seen.push(await verifyJob({ ...parts, definition: host.groupBy(name), topic, settings: own }));
  return seen;
}

describe("a worker on the embedded stores", () => {
  it(`R7 killed ${KILLS} times at random moments, leaves what an uninterrupted one would have written`, async () => {
    const { seed } = propertyParameters;
    const random = new Random(seed, "kills");
    const beside = await openBeside();
    const { folder, host, parts, wall } = beside;
    const single = makeVisits(random, 1_500, 1, 20_000);
    const triple = makeVisits(random, 1_500, 3, 20_000);
    const append = async (from: number, to: number): Promise<void> => {
      if (from >= to) return;
      await parts.log.append("single", single.slice(from, to).map(visitRecord));
      await parts.log.append("triple", triple.slice(from, to).map(visitRecord));
    };
    let appended = 300;
    await append(0, appended);
    for (let kill = 0; kill < KILLS; kill++) {
      const child = await startChild(folder, PACE);
      const untilMs = performance.now() + random.whole(0, 250);
      while (performance.now() < untilMs) {
        const next = Math.min(single.length, appended + random.whole(0, 12));
        wall.offMs = random.chance(0.5) ? random.whole(-400, 400) : 0;
        await append(appended, next);
        appended = next;
        await wait(random.whole(1, 20));
      }
      await endChild(child, "SIGKILL");
    }
    await append(appended, single.length);
    const last = await startChild(folder, PACE);
    const seen = await verifyAll(beside);
    await endChild(last, "SIGTERM");
    expect(seen.map(({ events }) => events)).toEqual([1_500, 1_500, 1_500, 1_500]);
    for (const { late } of seen.slice(0, 3)) expect(late).toBeGreaterThan(0);
    await host.close();
  }, 240_000);
});
