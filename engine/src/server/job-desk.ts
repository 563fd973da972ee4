import { randomUUID } from "node:crypto";
import type { Schema } from "../schema/schema.ts";
import type { JobSettings } from "../worker/protocol.ts";
import type { Catalog } from "./catalog.ts";
import type { HostParts } from "./host-parts.ts";
import type { JobStatus, SavepointStatus } from "./job/job-status.ts";
import { type LatePage, readLatePage } from "./job/late-output.ts";
import type { JobBoard } from "./job-board.ts";
import type { JobPool } from "./job-pool.ts";
import type { Logger } from "./logger.ts";
import { checkpointNames, type Outdated, outdatedJobs, withoutOutdated } from "./outdated-jobs.ts";
import { type JobRecord, ownMember, type Registry, withMember } from "./registry.ts";
import { RequestError } from "./request-error.ts";
import type { Savepoints } from "./savepoints.ts";
import { jobPlan } from "./server-plan.ts";
import { topicOf } from "./topic-of.ts";
import { wait } from "./wait.ts";
import { refuseInUse, withoutFailed } from "./wanted-jobs.ts";

const SAVEPOINT_WITHIN_MS = 40_000;

export interface JobRequest {
  readonly groupBy: string;
  readonly settings: JobSettings;
  /** Columns of the topic's events; `null`: as declared for the topic, or as its first events tell. */
  readonly schema: Schema | null;
  readonly workers: number;
  /** Where it starts from; `null`: at the beginning of the topic. */
  readonly savepoint: string | null;
}

export interface JobDeskParts {
  readonly host: HostParts;
  readonly registry: Registry;
  readonly catalog: Catalog;
  readonly pool: JobPool;
  readonly board: JobBoard;
  readonly savepoints: Savepoints;
  readonly logger: Logger;
  /** Called with jobs that are remembered no longer. */
  readonly onForgotten: (jobIds: readonly string[]) => void;
}

/** Where jobs are started, asked about, saved and stopped, whichever process runs their workers. */
export class JobDesk {
  readonly #parts: JobDeskParts;

  constructor(parts: JobDeskParts) {
    this.#parts = parts;
  }

  /** Throws `RequestError` for what cannot run: no topic, settings that do not fit, a job that runs already. */
  async start({ groupBy: name, settings, workers, savepoint, schema }: JobRequest): Promise<JobStatus> {
    const { host, registry, catalog, pool, savepoints } = this.#parts;
    await registry.refresh();
    const definition = catalog.groupBy(name);
    const topic = topicOf(definition);
    if (topic === null)
      throw RequestError.unprocessable("job/no-topic", `"${name}" has no source with a topic to read.`);
    const sourceSchema = schema ?? catalog.topicSchema(topic) ?? this.#schemaOf(savepoint);
    if (sourceSchema !== null) await jobPlan(definition, sourceSchema, settings);
    const partitions = (await host.log.partitionCount(topic)) ?? 1;
    const record: JobRecord = {
      id: randomUUID(),
      groupBy: name,
      definition,
      topic,
      settings,
      sourceSchema,
      eventFormat: catalog.topicFormat(topic),
      startedMs: host.clock.now(),
      workers,
      savepoint,
      isPrepared: false,
      wanted: "running",
      ...this.#topicOf(savepoint),
    };
    let outdated: Outdated = { jobs: [], savepoints: [] };
    await registry.update((stored) => {
      const state = withoutFailed(stored, pool);
      catalog.groupBy(name);
      refuseInUse(state, name, "already runs");
      if (savepoint !== null) savepoints.check(savepoint, name, partitions);
      outdated = outdatedJobs(state, name);
      const rest = withoutOutdated(state, outdated);
      return { ...rest, jobs: withMember(rest.jobs, record.id, record) };
    });
    await pool.reconcile();
    await this.#forget(outdated);
    return this.status(record.id);
  }

  /** What is left of jobs that the registry knows no longer. A failure leaves files behind and is no reason to fail. */
  async #forget(outdated: Outdated): Promise<void> {
    const { host, logger, onForgotten } = this.#parts;
    onForgotten(outdated.jobs.map(({ id }) => id));
    try {
      for (const name of checkpointNames(outdated)) await host.checkpoints.drop(name);
    } catch (error) {
      logger.warn("checkpoints of ended jobs could not be removed", { error });
    }
  }

  /** Columns that the job of a savepoint read. */
  #schemaOf(savepoint: string | null): Schema | null {
    if (savepoint === null) return null;
    const { registry, savepoints } = this.#parts;
    return ownMember(registry.state.jobs, savepoints.get(savepoint).jobId)?.sourceSchema ?? null;
  }

  /** The topic that the offsets of a savepoint belong to. */
  #topicOf(savepoint: string | null): Pick<JobRecord, "topicId"> {
    if (savepoint === null) return {};
    const { registry, savepoints } = this.#parts;
    const topicId = ownMember(registry.state.jobs, savepoints.get(savepoint).jobId)?.topicId;
    return topicId === undefined ? {} : { topicId };
  }

  all(): Promise<JobStatus[]> {
    const { registry, board } = this.#parts;
    return Promise.all(Object.values(registry.state.jobs).map((record) => board.status(record)));
  }

  async status(id: string): Promise<JobStatus> {
    return this.#parts.board.status(this.record(id));
  }

  /** Throws 404 `job/unknown`. */
  record(id: string): JobRecord {
    const record = ownMember(this.#parts.registry.state.jobs, id);
    if (record === undefined) throw RequestError.notFound("job/unknown", `There is no job "${id.slice(0, 80)}".`);
    return record;
  }

  /** Stops a job; resolves when its workers in this process have written and checkpointed their last batch. */
  async stop(id: string): Promise<JobStatus> {
    const { registry, pool, board } = this.#parts;
    this.record(id);
    await registry.update((state) => {
      const record = state.jobs[id];
      return record === undefined || record.wanted === "stopped"
        ? state
        : { ...state, jobs: withMember(state.jobs, id, { ...record, wanted: "stopped" as const }) };
    });
    await pool.stop(id);
    await board.post();
    return this.status(id);
  }

  /** Late events of one partition from an offset on, at most `limit`. Those of a replaced job are gone. */
  async late(id: string, partition: number, fromOffset: number, limit: number): Promise<LatePage> {
    const { host, registry } = this.#parts;
    const { groupBy, topic, startedMs } = this.record(id);
    const later = Object.values(registry.state.jobs).find(
      (job) => job.groupBy === groupBy && job.isPrepared && job.startedMs > startedMs,
    );
    if (later !== undefined)
      throw new RequestError(
        410,
        "job/replaced",
        `Job ${later.id} began anew, so the late events of this one are gone: GET /api/jobs/${later.id}/late`,
      );
    const partitions = (await host.log.partitionCount(topic)) ?? 0;
    if (partition >= partitions)
      throw RequestError.badRequest("topic/bad-partition", `Topic "${topic}" has ${partitions} partitions, from 0 on.`);
    const endOffset = await host.log.endOffset(topic, partition);
    return readLatePage(host.store, groupBy, { partition, fromOffset, endOffset, limit });
  }

  savepointsOf(jobId: string): SavepointStatus[] {
    const { groupBy } = this.record(jobId);
    const records = this.#parts.savepoints.of(jobId);
    return records.map(({ id, createdMs, state }) => ({ id, jobId, groupBy, createdMs, state }));
  }

  /** Saves the state of a job, to start from; with `stops` the job ends there. Resolves when it is complete or given up. */
  async save(jobId: string, stops: boolean): Promise<SavepointStatus> {
    const { registry, pool, savepoints } = this.#parts;
    const { groupBy } = this.record(jobId);
    const { id } = await savepoints.request(jobId, stops);
    const untilMs = performance.now() + SAVEPOINT_WITHIN_MS;
    while (savepoints.get(id).state === "pending" && performance.now() < untilMs) {
      await pool.reconcile();
      await wait(20);
      await registry.refresh();
      await savepoints.settle();
    }
    await pool.reconcile();
    const { createdMs, state } = savepoints.get(id);
    return { id, jobId, groupBy, createdMs, state };
  }
}
