import type { Compatibility } from "../serving/compatibility.ts";
import { Catalog } from "./catalog.ts";
import { createEventDecoder } from "./events/event-decoder.ts";
import { FeatureServer } from "./feature-server.ts";
import type { HostParts } from "./host-parts.ts";
import { EmissionFeed } from "./job/emission-feed.ts";
import { JOB_PACE, type JobPace, type JobParts } from "./job/job-parts.ts";
import { JobBoard } from "./job-board.ts";
import { JobDesk } from "./job-desk.ts";
import { JobPool } from "./job-pool.ts";
import { type Logger, silentLogger } from "./logger.ts";
import { HostMetrics } from "./meters/host-metrics.ts";
import { type JobRecord, Registry } from "./registry.ts";
import { Savepoints } from "./savepoints.ts";
import { ServedGroupBys } from "./served-group-bys.ts";
import { StatusBoard } from "./status-board.ts";
import { StoreWatch } from "./store-watch.ts";
import { systemTimers } from "./system-timers.ts";
import { Uploads } from "./uploads.ts";

/** How often a process looks at what others have changed. */
const POLL_MS = 500;
/** How often it looks whether a daily upload is due. */
const UPLOADS_EVERY_MS = 60_000;

export interface HostOptions {
  /** Which jobs this process runs; all where absent. */
  readonly runs?: (record: JobRecord) => boolean;
  /** Whether it makes the daily uploads; another process with the same stores may. */
  readonly uploadsDaily?: boolean;
  readonly logger?: Logger;
  /** How it uploads, and answers requests that do not say; absent: as Chronon, but that a null key fails in its place. */
  readonly compatibility?: Compatibility;
  readonly pace?: Partial<JobPace>;
}

/** Definitions, topics, jobs and serving of one server process, on stores that several processes may share. */
export class EngineHost {
  readonly parts: HostParts;
  readonly metrics: HostMetrics;
  readonly logger: Logger;
  readonly catalog: Catalog;
  readonly jobs: JobDesk;
  readonly uploads: Uploads;
  readonly features: FeatureServer;
  readonly stores: StoreWatch;
  readonly #registry: Registry;
  readonly #pool: JobPool;
  readonly #board: JobBoard;
  readonly #savepoints: Savepoints;
  readonly #feeds = new Map<string, EmissionFeed>();
  readonly #repeated: { readonly timer: NodeJS.Timeout; working: Promise<void> }[] = [];

  private constructor(parts: HostParts, registry: Registry, options: HostOptions) {
    const { logger = silentLogger, pace, runs = () => true, compatibility } = options;
    const { store, clock, log } = parts;
    this.parts = parts;
    this.logger = logger;
    this.#registry = registry;
    this.#savepoints = new Savepoints(registry, parts.checkpoints, clock);
    this.metrics = new HostMetrics(() =>
      this.#pool.shares.flatMap(({ record, job }) =>
        job === null ? [] : [{ groupBy: record.groupBy, status: job.status() }],
      ),
    );
    this.#pool = new JobPool({
      host: parts,
      registry,
      runs,
      partsFor: (record, share) => this.#jobParts(record, share.index, { ...JOB_PACE, ...pace }),
    });
    this.#board = new JobBoard({
      pool: this.#pool,
      board: new StatusBoard(store),
      clock,
      logger,
      savepointsOf: (jobId) => this.jobs.savepointsOf(jobId),
    });
    this.catalog = new Catalog(registry, this.#pool, log);
    this.jobs = new JobDesk({
      host: parts,
      registry,
      catalog: this.catalog,
      pool: this.#pool,
      board: this.#board,
      savepoints: this.#savepoints,
      logger,
      onForgotten: (ids) => {
        this.#pool.forget(ids);
        for (const id of ids) this.#feeds.delete(id);
      },
    });
    this.uploads = new Uploads(parts, registry, logger, compatibility ?? "chronon");
    this.features = new FeatureServer(parts, new ServedGroupBys(registry), this.metrics, compatibility);
    this.stores = new StoreWatch(parts, registry);
  }

  /** Opens the registry and takes up the jobs that nobody runs. */
  static async open(parts: HostParts, options: HostOptions = {}): Promise<EngineHost> {
    const host = new EngineHost(parts, await Registry.open(parts.store, parts.locks), options);
    // Workers of the jobs before the one that could not be taken up run by now; the next poll tries the others again.
    await host.#pool
      .reconcile()
      .catch((error: unknown) => host.logger.warn("not all jobs could be taken up", { error }));
    host.#every(POLL_MS, "the registry could not be read", () => host.#poll());
    if (options.uploadsDaily ?? true)
      host.#every(UPLOADS_EVERY_MS, "the uploads of the day failed", () => host.uploads.rollDaily());
    return host;
  }

  /** Emissions of the job's workers in this process. Throws 404 for an unknown job. */
  feed(jobId: string): EmissionFeed {
    return this.#feedOf(this.jobs.record(jobId).id);
  }

  /** Whether the stores answer. Throws what they say. */
  async checkReady(): Promise<void> {
    const { log, checkpoints } = this.parts;
    await Promise.all([this.#registry.refresh(), log.topics(), checkpoints.list("readiness")]);
  }

  /** Ends all jobs with a checkpoint and closes the stores. They run again after the next start. */
  async close(): Promise<void> {
    this.uploads.stop();
    for (const { timer } of this.#repeated) clearInterval(timer);
    await Promise.all(this.#repeated.map(({ working }) => working));
    await this.#pool.close();
    await this.#board.post();
    const { log, store, checkpoints, locks } = this.parts;
    await Promise.all([log.close(), store.close(), checkpoints.close(), locks.close()]);
  }

  #feedOf(jobId: string): EmissionFeed {
    const feed = this.#feeds.get(jobId) ?? new EmissionFeed();
    this.#feeds.set(jobId, feed);
    return feed;
  }

  #jobParts(record: JobRecord, share: number, pace: JobPace): Omit<JobParts, "fence"> {
    const { log, store, checkpoints, clock, deadLetters = null } = this.parts;
    return {
      deadLetters,
      log,
      store,
      checkpoints,
      clock,
      decode: createEventDecoder(record.eventFormat ?? { kind: "json" }),
      timers: systemTimers,
      feed: this.#feedOf(record.id),
      metrics: this.metrics.forJob(record.groupBy),
      logger: this.logger.with({ job: record.id, groupBy: record.groupBy, worker: share }),
      pace,
      pid: process.pid,
    };
  }

  /** Repeats what must not overlap with itself; a failure is logged, and the next turn tries again. */
  #every(ms: number, failed: string, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      repeated.working = repeated.working.then(work).catch((error: unknown) => this.logger.warn(failed, { error }));
    }, ms);
    timer.unref();
    const repeated = { timer, working: Promise.resolve() };
    this.#repeated.push(repeated);
  }

  /** Hears of what other processes changed, and tells them how its workers are. */
  async #poll(): Promise<void> {
    await this.#registry.refresh();
    await this.#savepoints.settle();
    await this.#pool.reconcile();
    await this.#board.post();
  }
}
