import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineHost, type HostParts } from "../../src/server/index.ts";
import { wait } from "../../src/server/wait.ts";
import type { Random } from "../../src/simulation/random.ts";
import { MINUTE_MS } from "../../src/time/duration.ts";
import { processingTime } from "../../src/time/event-time.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { openFaultStores, type StoresAddress } from "./fault-stores.ts";
import { type ChildLimits, type ChildOptions, endChild, startChild } from "./start-child.ts";
import { verifyJob } from "./verify-job.ts";
import { makeVisits, VISITS, type Visit, visitRecord, visitsGroupBy } from "./visits.ts";

const settings: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 150,
};
const BUFFER_MS = 40;
const WITHIN_MS = 60_000;
const PACE = { batchSize: 6, checkpointEveryMs: 150, idleTickMs: 20 };

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
const WORKERS = JOBS.reduce((sum, { workers }) => sum + workers, 0);

export interface VerifiedJobs {
  /** By job, as in `JOBS`: how many events its topic holds, and how many of them were late. */
  readonly events: readonly number[];
  readonly late: readonly number[];
}

/**
 * A server that runs no job itself: it appends events and asks, beside the processes that do. Its clock can be set, so that
 * records of different partitions get times against the order in which they come.
 */
export class BesideWorkers {
  readonly host: EngineHost;
  /** How far its clock is off, in ms. */
  readonly wall: { offMs: number };
  readonly #address: StoresAddress;
  readonly #parts: HostParts;
  readonly #visits: Readonly<Record<string, readonly Visit[]>>;
  readonly #children: ChildProcess[] = [];
  #appended = 0;

  private constructor(
    address: StoresAddress,
    host: EngineHost,
    parts: HostParts,
    wall: { offMs: number },
    visits: Readonly<Record<string, readonly Visit[]>>,
  ) {
    this.#address = address;
    this.host = host;
    this.wall = wall;
    this.#parts = parts;
    this.#visits = visits;
  }

  /** With a new folder, on services where they are given, with `count` visits for each topic yet to come. */
  static async open(random: Random, count: number, services?: StoresAddress["services"]): Promise<BesideWorkers> {
    const folder = mkdtempSync(join(tmpdir(), "tilescope-faults-"));
    const address = services === undefined ? { folder } : { folder, services };
    const wall = { offMs: 0 };
    const parts = await openFaultStores(address, { now: () => processingTime(Date.now() + wall.offMs) });
    const host = await EngineHost.open(parts, { runs: () => false, uploadsDaily: false });
    const visits = { single: makeVisits(random, count, 1, 20_000), triple: makeVisits(random, count, 3, 20_000) };
    await host.catalog.putTopic("single", 1, VISITS);
    await host.catalog.putTopic("triple", 3, VISITS);
    for (const { name, topic, workers, settings: own } of JOBS) {
      await host.catalog.putGroupBy(name, visitsGroupBy(name, topic));
      await host.jobs.start({ groupBy: name, settings: own, schema: null, workers, savepoint: null });
    }
    return new BesideWorkers(address, host, parts, wall, visits);
  }

  /** A process that runs jobs of these stores. */
  async startChild(options: Partial<ChildOptions> = {}, limits?: ChildLimits): Promise<ChildProcess> {
    const child = await startChild(this.#address, { pace: PACE, ...options }, limits);
    this.#children.push(child);
    return child;
  }

  /**
   * The next visits of every topic; all that are left where `count` is absent. What a failing log may have taken is appended
   * again until it is acknowledged, so it can stand twice.
   */
  async append(count = Number.POSITIVE_INFINITY): Promise<void> {
    const from = this.#appended;
    this.#appended = Math.min(from + count, this.#visits.single?.length ?? 0);
    if (this.#appended === from) return;
    for (const [topic, visits] of Object.entries(this.#visits)) {
      const records = visits.slice(from, this.#appended).map(visitRecord);
      await patiently(() => this.#parts.log.append(topic, records));
    }
  }

  /** Waits until as many workers run as there should be, all of them such as `holds` wants. Resolves to their processes. */
  async workersWhere(holds: (pid: number) => boolean): Promise<number[]> {
    let pids: number[] = [];
    await this.#until(async () => {
      const jobs = await this.host.jobs.all();
      pids = jobs.flatMap((job) =>
        job.workers.flatMap((worker) => (["running", "stopping"].includes(worker.state) ? worker.pid : [])),
      );
      return pids.length === WORKERS && pids.every(holds) ? null : `workers run in the processes ${pids}`;
    });
    return pids;
  }

  /** Waits until nothing is left to say, through outages of the store; throws what there was to say in the end. */
  async #until(left: () => Promise<string | null>): Promise<void> {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const text = await left().catch(String);
      if (text === null) return;
      if (performance.now() > deadline) throw new Error(`Not within ${WITHIN_MS / 1_000} s: ${text}`);
      await wait(20);
    }
  }

  /**
   * Waits until every job has read its topic to the end, then compares what it stored with the oracle, and the log with
   * what was appended.
   */
  async verify(): Promise<VerifiedJobs> {
    const { log } = this.#parts;
    const ends = new Map<string, number>();
    for (const { topic } of JOBS)
      for (let partition = 0; partition < ((await log.partitionCount(topic)) ?? 0); partition++)
        ends.set(`${topic} ${partition}`, await log.endOffset(topic, partition));
    await this.#until(async () => {
      const jobs = await this.host.jobs.all();
      const left = jobs.flatMap(({ state, message, groupBy, topic, partitions }) => {
        const offsets = partitions.map(({ offset }) => offset);
        const due = partitions.map(({ partition }) => ends.get(`${topic} ${partition}`));
        const isDone = state === "running" && offsets.length > 0 && String(offsets) === String(due);
        return isDone ? [] : `${groupBy} is ${state} at ${offsets} of ${due}: ${message ?? "no message"}`;
      });
      return left.length === 0 ? null : left.join("; ");
    });
    // The buffered trigger writes what it holds back.
    await wait(10 * BUFFER_MS);
    const events: number[] = [];
    const late: number[] = [];
    for (const { name, topic, settings: own } of JOBS) {
      const definition = this.host.catalog.groupBy(name);
      const seen = await verifyJob({ ...this.#parts, definition, topic, settings: own });
      const missing = Array.from({ length: this.#appended }, (_, i) => i).filter((i) => !seen.numbers.has(i));
      assert.deepEqual(missing, [], `${topic} has lost visits that it had acknowledged`);
      events.push(seen.events);
      late.push(seen.late);
    }
    return { events, late };
  }

  /** Ends what is left of the processes, stopped ones too. */
  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => endChild(child, "SIGKILL")));
    await this.host.close();
    rmSync(this.#address.folder, { recursive: true, force: true });
  }
}

/** Repeats what a service that is down refuses. */
async function patiently(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      await call();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await wait(50);
    }
}
