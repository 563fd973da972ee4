import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import { EngineHost, type HostParts } from "../../src/server/index.ts";
import { createSystemClock } from "../../src/server/system-clock.ts";
import { wait } from "../../src/server/wait.ts";
import type { Random } from "../../src/simulation/random.ts";
import { MINUTE_MS } from "../../src/time/duration.ts";
import { processingTime } from "../../src/time/event-time.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { until } from "../server/test-host.ts";
import { verifyJob } from "./verify-job.ts";
import { makeVisits, VISITS, type Visit, visitRecord, visitsGroupBy } from "./visits.ts";

const settings: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 150,
};
const BUFFER_MS = 40;

/** Tiled and untiled, on one partition and several, by one worker and two. */
export const JOBS: readonly { name: string; topic: string; workers: number; settings: JobSettings }[] = [
  { name: "one", topic: "single", workers: 1, settings },
  { name: "two", topic: "triple", workers: 2, settings },
  {
    name: "buffered",
    topic: "triple",
    workers: 1,
    settings: { ...settings, trigger: { kind: "buffered", bufferMs: BUFFER_MS } },
  },
  { name: "plain", topic: "triple", workers: 1, settings: { ...settings, mode: "untiled" } },
];

/**
 * A server that runs no job itself: it appends events and asks, beside the processes that do. Its clock can be set, so that
 * records of different partitions get times against the order in which they come.
 */
export class BesideWorkers {
  readonly folder: string;
  readonly host: EngineHost;
  /** How far its clock is off, in ms. */
  readonly wall: { offMs: number };
  readonly #parts: HostParts;
  readonly #visits: Readonly<Record<string, readonly Visit[]>>;
  #appended = 0;

  private constructor(
    folder: string,
    host: EngineHost,
    parts: HostParts,
    wall: { offMs: number },
    visits: Readonly<Record<string, readonly Visit[]>>,
  ) {
    this.folder = folder;
    this.host = host;
    this.wall = wall;
    this.#parts = parts;
    this.#visits = visits;
  }

  /** In a new folder, with `count` visits for each topic yet to come. */
  static async open(random: Random, count: number): Promise<BesideWorkers> {
    const folder = mkdtempSync(join(tmpdir(), "tilescope-faults-"));
    const wall = { offMs: 0 };
    const clock = createSystemClock();
    const now = () => processingTime(Date.now() + wall.offMs);
    const parts = { ...openEmbedded(folder, { clock: { now } }), clock };
    const host = await EngineHost.open(parts, { runs: () => false });
    const visits = { single: makeVisits(random, count, 1, 20_000), triple: makeVisits(random, count, 3, 20_000) };
    await host.catalog.putTopic("single", 1, VISITS);
    await host.catalog.putTopic("triple", 3, VISITS);
    for (const { name, topic, workers, settings: own } of JOBS) {
      await host.catalog.putGroupBy(name, visitsGroupBy(name, topic));
      await host.jobs.start({ groupBy: name, settings: own, schema: null, workers, savepoint: null });
    }
    return new BesideWorkers(folder, host, parts, wall, visits);
  }

  /** The next visits of every topic; all that are left where `count` is absent. */
  async append(count = Number.POSITIVE_INFINITY): Promise<void> {
    const from = this.#appended;
    this.#appended = Math.min(from + count, this.#visits.single?.length ?? 0);
    if (this.#appended === from) return;
    for (const [topic, visits] of Object.entries(this.#visits))
      await this.#parts.log.append(topic, visits.slice(from, this.#appended).map(visitRecord));
  }

  /** Waits until every job has read its topic to the end, then compares what it stored with the oracle. */
  async verify(): Promise<{ events: number; late: number }[]> {
    const { log } = this.#parts;
    const ends = new Map<string, number>();
    for (const { topic } of JOBS)
      for (let partition = 0; partition < ((await log.partitionCount(topic)) ?? 0); partition++)
        ends.set(`${topic} ${partition}`, await log.endOffset(topic, partition));
    await until(
      () => this.host.jobs.all(),
      (jobs) =>
        jobs.every(
          ({ state, topic, partitions }) =>
            state === "running" &&
            partitions.length > 0 &&
            partitions.every(({ partition, offset }) => offset === ends.get(`${topic} ${partition}`)),
        ),
      60_000,
    );
    // The buffered trigger writes what it holds back.
    await wait(10 * BUFFER_MS);
    const seen = [];
    for (const { name, topic, settings: own } of JOBS)
      seen.push(await verifyJob({ ...this.#parts, definition: this.host.catalog.groupBy(name), topic, settings: own }));
    return seen;
  }

  async close(): Promise<void> {
    await this.host.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
