import assert from "node:assert/strict";
import { createMemoryCheckpoints, createMemoryLog, createMemoryStore } from "../../src/adapters/memory/index.ts";
import type { DeadLetter } from "../../src/ports/dead-letters.ts";
import { EmissionFeed } from "../../src/server/job/emission-feed.ts";
import { Job } from "../../src/server/job/job.ts";
import type { JobParts } from "../../src/server/job/job-parts.ts";
import { savedPartCount } from "../../src/server/job/load-savepoint.ts";
import { type Logger, silentLogger } from "../../src/server/logger.ts";
import type { JobRecord } from "../../src/server/registry.ts";
import { Random } from "../../src/simulation/random.ts";
import { type FaultRates, type FaultSource, faultyCall, NO_FAULTS } from "../faults/fault-rates.ts";
import { faultyCheckpoints, faultyLog, faultyStore } from "../faults/faulty-ports.ts";
import { placeOf, verifyJob, visitsPlan } from "../faults/verify-job.ts";
import { readVisit, VISITS, visitRecord, visitsGroupBy } from "../faults/visits.ts";
import type { Append, Incident, Schedule } from "./schedule.ts";
import { portOf, SimulatedProcess } from "./simulated-process.ts";
import { SettableClock, VirtualTime } from "./virtual-time.ts";

const TOPIC = "visits";
const DEFINITION = visitsGroupBy("visits", TOPIC);
const PLAN = visitsPlan(DEFINITION);
const START_MS = 1_700_000_000_000;
const MOST_STEPS = 200_000;
/** A call that failed last is tried again after five seconds at most; then the longest buffer, at half speed behind a clock. */
const SETTLE_MS = 15_000;
/** As a server does: a savepoint that is not complete after so long is given up, and somebody asks for another. */
const ABANDON_AFTER_MS = 60_000;

const CUT: FaultRates = { ...NO_FAULTS, failed: 0.5, unanswered: 1 };
const UNDECODABLE = new TextEncoder().encode("{broken");

interface Worker {
  readonly process: SimulatedProcess;
  readonly clock: SettableClock;
  readonly job: Job;
  readonly way: { isCut: boolean };
}

/** One run: the job's own code, on ports in memory, with the network, the clocks and the processes of the simulation. */
class Run {
  readonly #schedule: Schedule;
  readonly #logger: Logger;
  readonly #time = new VirtualTime();
  readonly #appenderClock = new SettableClock(this.#time, START_MS);
  readonly #log = createMemoryLog(this.#appenderClock);
  readonly #store = createMemoryStore();
  readonly #checkpoints = createMemoryCheckpoints();
  readonly #faults: FaultSource;
  /** Places of the records that were put aside. */
  readonly #aside = new Set<string>();
  #record: JobRecord;
  #workers: (Worker | null)[] = [];
  /** Those that were taken over, whether or not they know it. */
  readonly #overtaken: Worker[] = [];
  #fences = 0;
  #isOver = false;
  #rates: FaultRates;
  /** The one that is being taken. */
  #savepoint: string | null = null;

  constructor(schedule: Schedule, logger: Logger) {
    this.#schedule = schedule;
    this.#logger = logger;
    this.#faults = { random: new Random(schedule.seed, "faults"), timers: this.#time, rates: () => this.#rates };
    this.#rates = schedule.rates;
    this.#record = {
      id: "job-0",
      groupBy: "visits",
      definition: DEFINITION,
      topic: TOPIC,
      settings: schedule.settings,
      sourceSchema: VISITS,
      startedMs: START_MS,
      workers: schedule.workers,
      savepoint: null,
      isPrepared: true,
      wanted: "running",
    };
  }

  async finish(): Promise<{ events: number; late: number; virtualMs: number }> {
    const { partitions, appends, incidents, endMs, settings } = this.#schedule;
    await this.#log.createTopic(TOPIC, partitions);
    for (const append of appends) this.#time.after(append.atMs, () => void this.#append(append));
    for (const incident of incidents) this.#time.after(incident.atMs, () => this.#meet(incident));
    this.#startAll();
    await this.#time.run(() => this.#time.elapsedMs() >= endMs && this.#savepoint === null, MOST_STEPS);
    this.#rates = NO_FAULTS;
    this.#isOver = true;
    for (let index = 0; index < this.#record.workers; index++) if (this.#workers[index] === null) this.#start(index);
    const ends = await Promise.all(
      Array.from({ length: partitions }, (_, partition) => this.#log.endOffset(TOPIC, partition)),
    );
    await this.#time.run(() => this.#workers.every((worker) => isAt(worker, ends)), MOST_STEPS);
    const quietMs = this.#time.elapsedMs() + SETTLE_MS;
    await this.#time.run(() => this.#time.elapsedMs() >= quietMs, MOST_STEPS);
    const seen = await verifyJob({
      log: this.#log,
      store: this.#store,
      definition: DEFINITION,
      topic: TOPIC,
      settings,
    });
    assert.deepEqual([...this.#aside].sort(), await this.#undecodable(partitions), "the dead letters are others");
    return { ...seen, virtualMs: this.#time.elapsedMs() };
  }

  async #append({ visits, isRepeated, undecodable }: Append): Promise<void> {
    if (undecodable !== null)
      await this.#log.append(TOPIC, [{ key: null, value: UNDECODABLE, partition: undecodable }]);
    await this.#log.append(TOPIC, visits.map(visitRecord));
    if (isRepeated) await this.#log.append(TOPIC, visits.map(visitRecord));
  }

  /** Places of the records in the log that do not decode. */
  async #undecodable(partitions: number): Promise<string[]> {
    const places: string[] = [];
    for (let partition = 0; partition < partitions; partition++)
      for (const record of await this.#log.read(TOPIC, partition, 0, Number.MAX_SAFE_INTEGER))
        if (readVisit(record.value) === null) places.push(placeOf(record));
    return places.sort();
  }

  #startAll(): void {
    this.#workers = Array.from({ length: this.#record.workers }, () => null);
    for (let index = 0; index < this.#record.workers; index++) this.#start(index);
  }

  #start(index: number): void {
    const { batchSize, checkpointEveryMs, partitions } = this.#schedule;
    const process = new SimulatedProcess(this.#time);
    const clock = new SettableClock(this.#time, START_MS);
    const way = { isCut: false };
    const faults: FaultSource = {
      random: this.#faults.random,
      timers: this.#time,
      rates: () => (way.isCut ? CUT : this.#faults.rates()),
    };
    const parts: JobParts = {
      log: portOf(process, faultyLog(this.#log, faults)),
      store: portOf(process, faultyStore(this.#store, faults)),
      checkpoints: portOf(process, faultyCheckpoints(this.#checkpoints, faults)),
      deadLetters: portOf(process, {
        put: (letters: readonly DeadLetter[]) =>
          faultyCall(faults, async () => {
            for (const { record } of letters) this.#aside.add(placeOf(record));
          }),
      }),
      fence: ++this.#fences,
      clock,
      timers: process,
      feed: new EmissionFeed(),
      metrics: { count: () => undefined, observe: () => undefined },
      logger: this.#logger.with({ job: this.#record.id, worker: index }),
      pace: { batchSize, checkpointEveryMs, idleTickMs: 200, stopWithinMs: 10_000 },
      pid: index,
    };
    const job = new Job(this.#record, PLAN, partitions, { index, count: this.#record.workers }, parts);
    this.#workers[index] = { process, clock, job, way };
    this.#logger.info("starts", { worker: index, atMs: this.#time.elapsedMs() });
    if (this.#savepoint !== null) job.savepoint(this.#savepoint, true);
    void job.run();
  }

  #meet(incident: Incident): void {
    if (this.#isOver) return;
    this.#logger.info("incident", { ...incident });
    switch (incident.kind) {
      case "network":
        this.#rates = incident.rates;
        return;
      case "appender-clock":
        this.#appenderClock.offMs = incident.offMs;
        return;
      case "rescale":
        void this.#rescale(incident.workers);
        return;
    }
    const worker = this.#workers[incident.worker] ?? null;
    if (worker === null) return;
    if (incident.kind === "takeover") this.#takeOver(worker, incident);
    else if (incident.kind === "stop") worker.process.stopFor(incident.forMs);
    else if (incident.kind === "clock") worker.clock.offMs = incident.offMs;
    else if (incident.kind === "cut") {
      worker.way.isCut = true;
      this.#time.after(incident.forMs, () => {
        worker.way.isCut = false;
      });
    } else {
      worker.process.kill();
      this.#workers[incident.worker] = null;
      const { id } = this.#record;
      this.#time.after(incident.backAfterMs, () => {
        if (this.#record.id === id && this.#workers[incident.worker] === null) this.#start(incident.worker);
      });
    }
  }

  /** Starts another in the worker's place, which goes on with all it has under way until it hears that its lock is lost. */
  #takeOver(worker: Worker, { worker: index, forMs, heardAfterMs }: Extract<Incident, { kind: "takeover" }>): void {
    this.#overtaken.push(worker);
    if (forMs > 0) worker.process.stopFor(forMs);
    if (heardAfterMs !== null) worker.process.after(heardAfterMs, () => worker.job.lose());
    this.#start(index);
  }

  /** All that believe to be workers of the job; an overtaken one may not have heard of what the others are told. */
  #told(): Worker[] {
    const overtaken = this.#overtaken.filter(() => this.#faults.random.chance(0.5));
    return [...this.#workers.flatMap((worker) => worker ?? []), ...overtaken];
  }

  /** Stops the job with a savepoint and starts it again with another number of workers. */
  async #rescale(workers: number): Promise<void> {
    let tries = 0;
    let id = "";
    do {
      if (this.#savepoint !== null) for (const worker of this.#told()) worker.job.abandonSavepoint(id);
      id = `${this.#record.id}-savepoint-${tries++}`;
      this.#savepoint = id;
    } while (!(await this.#saved(id)));
    for (const worker of this.#workers) worker?.process.kill();
    this.#record = { ...this.#record, id: `${this.#record.id}+`, savepoint: id, workers };
    this.#savepoint = null;
    this.#startAll();
  }

  /** False when not all workers have saved their part in time. */
  async #saved(id: string): Promise<boolean> {
    const untilMs = this.#time.elapsedMs() + ABANDON_AFTER_MS;
    while ((await savedPartCount(this.#checkpoints, id)) < this.#record.workers) {
      if (this.#time.elapsedMs() > untilMs) return false;
      for (const worker of this.#told()) worker.job.savepoint(id, true);
      await new Promise<void>((resolve) => void this.#time.after(100, resolve));
      if (this.#time.elapsedMs() > this.#schedule.endMs) this.#rates = NO_FAULTS;
    }
    return true;
  }
}

/** Whether a worker runs and has taken everything. */
function isAt(worker: Worker | null, ends: readonly number[]): boolean {
  if (worker === null) return false;
  const { state, message, offsets } = worker.job.progress();
  if (state === "failed") throw new Error(`a worker failed: ${message}`);
  return ends.every((end, partition) => offsets[partition] === end);
}

/** Runs a schedule and holds its outcome to the oracle. `logger` is told everything, for a replay. */
export function runSchedule(
  schedule: Schedule,
  logger: Logger = silentLogger,
): Promise<{ events: number; late: number; virtualMs: number }> {
  return new Run(schedule, logger).finish();
}
