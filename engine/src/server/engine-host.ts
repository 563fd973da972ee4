import { randomUUID } from "node:crypto";
import { batchDataset } from "../group-by/dataset-names.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Schema } from "../schema/schema.ts";
import { createFetcher, type Fetcher } from "../serving/fetcher.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { createEventDecoder, type EventFormat } from "./events/event-decoder.ts";
import type { HostParts } from "./host-parts.ts";
import { EmissionFeed } from "./job/emission-feed.ts";
import { JOB_PACE, type JobPace, type JobParts } from "./job/job-parts.ts";
import type { JobStatus, SavepointStatus } from "./job/job-status.ts";
import { JobBoard } from "./job-board.ts";
import { JobPool } from "./job-pool.ts";
import { type Logger, silentLogger } from "./logger.ts";
import { HostMetrics } from "./meters/host-metrics.ts";
import { type JobRecord, ownMember, Registry, type RegistryState, withMember, withoutMember } from "./registry.ts";
import { RequestError } from "./request-error.ts";
import { Savepoints } from "./savepoints.ts";
import { ServedGroupBys } from "./served-group-bys.ts";
import { jobPlan } from "./server-plan.ts";
import { StatusBoard } from "./status-board.ts";
import { systemTimers } from "./system-timers.ts";
import { topicOf } from "./topic-of.ts";
import { wait } from "./wait.ts";

const BATCH_IRS_CACHED = 10_000;
/** How often a process looks at what others have changed. */
const POLL_MS = 500;
const SAVEPOINT_WITHIN_MS = 40_000;

export interface HostOptions {
  /** Which jobs this process runs; all where absent. */
  readonly runs?: (record: JobRecord) => boolean;
  readonly logger?: Logger;
  readonly pace?: Partial<JobPace>;
}

export interface JobRequest {
  readonly groupBy: string;
  readonly settings: JobSettings;
  /** Columns of the topic's events; `null`: as declared for the topic, or as its first events tell. */
  readonly schema: Schema | null;
  readonly workers: number;
  /** Where it starts from; `null`: at the beginning of the topic. */
  readonly savepoint: string | null;
}

/** Definitions, topics, jobs and serving of one server process, on stores that several processes may share. */
export class EngineHost {
  readonly parts: HostParts;
  /** Reads features of every GroupBy that a job or an upload has written. */
  readonly fetcher: Fetcher;
  readonly metrics: HostMetrics;
  readonly logger: Logger;
  readonly #registry: Registry;
  readonly #pool: JobPool;
  readonly #board: JobBoard;
  readonly #savepoints: Savepoints;
  readonly #feeds = new Map<string, EmissionFeed>();
  #timer: NodeJS.Timeout | null = null;
  #polling: Promise<void> = Promise.resolve();

  private constructor(parts: HostParts, registry: Registry, options: HostOptions) {
    const { logger = silentLogger, pace, runs = () => true } = options;
    this.parts = parts;
    this.logger = logger;
    this.#registry = registry;
    this.#savepoints = new Savepoints(registry, parts.checkpoints, parts.clock);
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
      board: new StatusBoard(parts.store),
      clock: parts.clock,
      logger,
      savepointsOf: (jobId) => this.savepoints(jobId),
    });
    this.fetcher = createFetcher({
      store: parts.store,
      clock: parts.clock,
      servingInfos: new ServedGroupBys(registry),
      batchIrCacheEntries: BATCH_IRS_CACHED,
    });
  }

  /** Opens the registry and takes up the jobs that nobody runs. */
  static async open(parts: HostParts, options: HostOptions = {}): Promise<EngineHost> {
    const host = new EngineHost(parts, await Registry.open(parts.store, parts.locks), options);
    await host.#pool.reconcile();
    host.#timer = setInterval(() => host.#poll(), POLL_MS);
    host.#timer.unref();
    return host;
  }

  groupBys(): readonly { name: string; definition: GroupBy }[] {
    return Object.entries(this.#registry.state.groupBys).map(([name, definition]) => ({ name, definition }));
  }

  groupBy(name: string): GroupBy {
    return groupByOf(this.#registry.state, name);
  }

  /** Stores a valid definition. A changed one is refused while a job runs it, and so is a name that shares datasets. */
  async putGroupBy(name: string, definition: GroupBy): Promise<"created" | "replaced" | "unchanged"> {
    let outcome: "created" | "replaced" | "unchanged" = "created";
    await this.#registry.update((stored) => {
      const state = this.#withoutFailed(stored);
      const earlier = ownMember(state.groupBys, name);
      outcome = earlier === undefined ? "created" : "replaced";
      if (JSON.stringify(earlier) === JSON.stringify(definition)) {
        outcome = "unchanged";
        return state;
      }
      refuseInUse(state, name, "runs");
      const twin = Object.keys(state.groupBys).find(
        (other) => other !== name && batchDataset(other) === batchDataset(name),
      );
      if (twin !== undefined)
        throw RequestError.conflict(
          "group-by/same-dataset",
          `"${name}" and "${twin}" would be stored under one name, ${batchDataset(name)}. Choose another name.`,
        );
      return { ...state, groupBys: withMember(state.groupBys, name, definition) };
    });
    return outcome;
  }

  async deleteGroupBy(name: string): Promise<void> {
    await this.#registry.update((stored) => {
      const state = this.#withoutFailed(stored);
      groupByOf(state, name);
      refuseInUse(state, name, "runs");
      return { ...state, groupBys: withoutMember(state.groupBys, name) };
    });
  }

  topicSchema(topic: string): Schema | null {
    return ownMember(this.#registry.state.topicSchemas, topic) ?? null;
  }

  /** Declares the columns of a topic, so that events are checked when they are appended. */
  async putTopic(
    topic: string,
    partitions: number,
    schema: Schema | null,
    format: EventFormat | null = null,
  ): Promise<void> {
    await this.parts.log.createTopic(topic, partitions);
    if (schema === null && format === null) return;
    await this.#registry.update((state) => ({
      ...state,
      ...(schema !== null && { topicSchemas: withMember(state.topicSchemas, topic, schema) }),
      ...(format !== null && { topicFormats: withMember(state.topicFormats, topic, format) }),
    }));
  }

  /** How the events of a topic are written. */
  topicFormat(topic: string): EventFormat {
    return ownMember(this.#registry.state.topicFormats, topic) ?? { kind: "json" };
  }

  /** Forgets a topic, its columns and its events; an absent one is fine. Refused while a job reads it. */
  async deleteTopic(topic: string): Promise<void> {
    await this.#registry.update((stored) => {
      const state = this.#withoutFailed(stored);
      const reader = Object.values(state.jobs).find((job) => job.topic === topic && job.wanted === "running");
      if (reader !== undefined)
        throw RequestError.conflict(
          "topic/in-use",
          `Job ${reader.id} of "${reader.groupBy}" reads topic "${topic}". Stop it first: DELETE /api/jobs/${reader.id}`,
        );
      const topicSchemas = withoutMember(state.topicSchemas, topic);
      return { ...state, topicSchemas, topicFormats: withoutMember(state.topicFormats, topic) };
    });
    await this.parts.log.dropTopic(topic);
  }

  async startJob(request: JobRequest): Promise<JobStatus> {
    const { groupBy: name, settings, workers, savepoint } = request;
    await this.#registry.refresh();
    const definition = this.groupBy(name);
    const topic = topicOf(definition);
    if (topic === null)
      throw RequestError.unprocessable("job/no-topic", `"${name}" has no source with a topic to read.`);
    const sourceSchema = request.schema ?? this.topicSchema(topic) ?? this.#schemaOf(savepoint);
    if (sourceSchema !== null) await jobPlan(definition, sourceSchema, settings);
    const partitions = (await this.parts.log.partitionCount(topic)) ?? 1;
    const record: JobRecord = {
      id: randomUUID(),
      groupBy: name,
      definition,
      topic,
      settings,
      sourceSchema,
      eventFormat: this.topicFormat(topic),
      startedMs: this.parts.clock.now(),
      workers,
      savepoint,
      isPrepared: false,
      wanted: "running",
    };
    await this.#registry.update((stored) => {
      const state = this.#withoutFailed(stored);
      groupByOf(state, name);
      refuseInUse(state, name, "already runs");
      if (savepoint !== null) this.#savepoints.check(savepoint, name, partitions);
      return { ...state, jobs: withMember(state.jobs, record.id, record) };
    });
    await this.#pool.reconcile();
    return this.jobStatus(record.id);
  }

  /** Columns that the job of a savepoint read. */
  #schemaOf(savepoint: string | null): Schema | null {
    if (savepoint === null) return null;
    return ownMember(this.#registry.state.jobs, this.#savepoints.get(savepoint).jobId)?.sourceSchema ?? null;
  }

  jobs(): Promise<JobStatus[]> {
    return Promise.all(Object.values(this.#registry.state.jobs).map((record) => this.#board.status(record)));
  }

  async jobStatus(id: string): Promise<JobStatus> {
    return this.#board.status(this.#job(id));
  }

  /** Emissions of the job's workers in this process. */
  feed(id: string): EmissionFeed {
    return this.#feedOf(this.#job(id).id);
  }

  /** Stops a job; resolves when its workers in this process have written and checkpointed their last batch. */
  async stopJob(id: string): Promise<JobStatus> {
    this.#job(id);
    await this.#registry.update((state) => {
      const record = state.jobs[id];
      return record === undefined || record.wanted === "stopped"
        ? state
        : { ...state, jobs: withMember(state.jobs, id, { ...record, wanted: "stopped" as const }) };
    });
    await this.#pool.stop(id);
    await this.#board.post();
    return this.jobStatus(id);
  }

  savepoints(jobId: string): SavepointStatus[] {
    const { groupBy } = this.#job(jobId);
    return this.#savepoints.of(jobId).map(({ id, createdMs, state }) => ({ id, jobId, groupBy, createdMs, state }));
  }

  /** Saves the state of a job, to start from; with `stops` the job ends there. Resolves when it is complete or given up. */
  async savepoint(jobId: string, stops: boolean): Promise<SavepointStatus> {
    this.#job(jobId);
    const { id } = await this.#savepoints.request(jobId, stops);
    const untilMs = performance.now() + SAVEPOINT_WITHIN_MS;
    while (this.#savepoints.get(id).state === "pending" && performance.now() < untilMs) {
      await this.#pool.reconcile();
      await wait(20);
      await this.#registry.refresh();
      await this.#savepoints.settle();
    }
    await this.#pool.reconcile();
    const { createdMs, state } = this.#savepoints.get(id);
    return { id, jobId, groupBy: this.#job(jobId).groupBy, createdMs, state };
  }

  /** Whether the stores answer. Throws what they say. */
  async checkReady(): Promise<void> {
    await Promise.all([this.#registry.refresh(), this.parts.log.topics()]);
  }

  /** Ends all jobs with a checkpoint and closes the stores. They run again after the next start. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#polling;
    await this.#pool.close();
    await this.#board.post();
    const { log, store, checkpoints, locks } = this.parts;
    await Promise.all([log.close(), store.close(), checkpoints.close(), locks.close()]);
  }

  /** A job that has failed here is wanted no longer once somebody changes what it was about. */
  #withoutFailed(state: RegistryState): RegistryState {
    const failed = Object.values(state.jobs).filter((record) => {
      const shares = record.wanted === "running" ? this.#pool.of(record.id) : [];
      return shares.some((share) => share.status().state === "failed");
    });
    const stopped = failed.map((record) => [record.id, { ...record, wanted: "stopped" as const }]);
    return failed.length === 0 ? state : { ...state, jobs: { ...state.jobs, ...Object.fromEntries(stopped) } };
  }

  #job(id: string): JobRecord {
    const record = ownMember(this.#registry.state.jobs, id);
    if (record === undefined) throw RequestError.notFound("job/unknown", `There is no job "${id.slice(0, 80)}".`);
    return record;
  }

  #feedOf(jobId: string): EmissionFeed {
    const feed = this.#feeds.get(jobId) ?? new EmissionFeed();
    this.#feeds.set(jobId, feed);
    return feed;
  }

  #jobParts(record: JobRecord, share: number, pace: JobPace): JobParts {
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

  /** Hears of what other processes changed, and tells them how its workers are. Never two at a time; never rejects. */
  #poll(): void {
    this.#polling = this.#polling.then(async () => {
      try {
        await this.#registry.refresh();
        await this.#savepoints.settle();
        await this.#pool.reconcile();
        await this.#board.post();
      } catch (error) {
        this.logger.warn("the registry could not be read", { error });
      }
    });
  }
}

function groupByOf(state: RegistryState, name: string): GroupBy {
  const definition = ownMember(state.groupBys, name);
  if (definition === undefined)
    throw RequestError.notFound("group-by/unknown", `There is no GroupBy "${name.slice(0, 200)}".`);
  return definition;
}

/** Throws while a job of the GroupBy is wanted. */
function refuseInUse(state: RegistryState, name: string, doing: "runs" | "already runs"): void {
  const job = Object.values(state.jobs).find((record) => record.groupBy === name && record.wanted === "running");
  if (job === undefined) return;
  throw RequestError.conflict(
    doing === "runs" ? "group-by/in-use" : "job/already-running",
    `Job ${job.id} ${doing} "${name}". Stop it first: DELETE /api/jobs/${job.id}`,
  );
}
