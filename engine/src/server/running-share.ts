import { lateDataset, streamingDataset } from "../group-by/dataset-names.ts";
import type { Lock } from "../ports/locks.ts";
import type { KeyShare } from "../runtime/key-share.ts";
import type { Schema } from "../schema/schema.ts";
import type { HostParts } from "./host-parts.ts";
import { Job } from "./job/job.ts";
import type { JobParts } from "./job/job-parts.ts";
import type { WorkerStatus } from "./job/job-status.ts";
import { GivenUp, Patience } from "./job/patience.ts";
import { topicPartitions } from "./job/topic-partitions.ts";
import type { JobRecord, Registry, SavepointRecord } from "./registry.ts";
import { jobPlan } from "./server-plan.ts";
import { sampleColumns } from "./source-columns.ts";

type Waiting = Pick<WorkerStatus, "state" | "message">;

/** One worker of a job in this process, from the moment it has the lock until it has ended and given it back. */
export class RunningShare {
  readonly record: JobRecord;
  readonly share: KeyShare;
  readonly ended: Promise<void>;
  /** Resolves once it runs, waits or has failed. */
  readonly begun: Promise<void>;
  readonly parts: JobParts;
  /** Its last state was told to other processes. */
  isPosted = false;
  readonly #host: HostParts;
  readonly #registry: Registry;
  /** Until it runs: a service that is down for a moment is no reason to fail. */
  readonly #patience: Patience;
  #job: Job | null = null;
  #waiting: Waiting = { state: "waiting", message: null };
  #isStopping = false;
  #isOver = false;
  #cancelWait: () => void = () => undefined;
  #begin: () => void = () => undefined;

  constructor(
    record: JobRecord,
    share: KeyShare,
    lock: Lock,
    { host, registry, parts }: { host: HostParts; registry: Registry; parts: JobParts },
  ) {
    this.record = record;
    this.share = share;
    this.parts = parts;
    this.#host = host;
    this.#registry = registry;
    this.#patience = new Patience(parts.timers, (error) => {
      parts.logger.warn("a call failed and is tried again", { error });
      this.#begin();
    });
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.ended = this.#run()
      .catch((error: unknown) => this.#fail(error))
      .finally(async () => {
        this.#isOver = true;
        this.#begin();
        await lock.release().catch((error: unknown) => parts.logger.warn("a lock was not given back", { error }));
      });
  }

  /** It has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get job(): Job | null {
    return this.#job;
  }

  status(): WorkerStatus | Waiting {
    if (this.#job !== null) return this.#job.status();
    return { ...this.#waiting, message: this.#patience.message ?? this.#waiting.message };
  }

  stop(): void {
    this.#isStopping = true;
    this.#cancelWait();
    if (this.#job === null) this.#patience.giveUp();
    else this.#job.stop();
  }

  savepoint({ id, stops, state }: SavepointRecord): void {
    if (state === "pending") this.#job?.savepoint(id, stops);
    else if (state === "abandoned") this.#job?.abandonSavepoint(id);
  }

  async #run(): Promise<void> {
    const { record, share } = this;
    const { log } = this.#host;
    let { topicId } = record;
    if (record.savepoint === null && !record.isPrepared) {
      await this.#patience.until("The log", async () => {
        if ((await log.partitionCount(record.topic)) === null) await log.createTopic(record.topic, 1);
      });
      if (share.index === 0) await this.#patience.until("The store", () => this.#prepare());
      else await this.#untilPrepared();
      topicId = this.#registry.state.jobs[record.id]?.topicId;
    }
    const schema = record.sourceSchema ?? (await this.#columns());
    if (schema === null || this.#isStopping) return this.#stopped();
    const plan = await jobPlan(record.definition, schema, record.settings);
    await this.#patience.until("The store", () => this.#host.store.create(plan.streamingDataset));
    const partitions = await this.#patience.until("The log", () => topicPartitions(log, record.topic, topicId));
    if (this.#isStopping) return this.#stopped();
    this.#job = new Job(
      { ...record, sourceSchema: schema, ...(topicId && { topicId }) },
      plan,
      partitions,
      share,
      this.parts,
    );
    // A worker that comes back must not read past a savepoint that others wait for.
    for (const savepoint of Object.values(this.#registry.state.savepoints))
      if (savepoint.jobId === record.id) this.savepoint(savepoint);
    this.#begin();
    await this.#job.run();
  }

  /** Values of earlier jobs are removed, since this one writes all of them again. */
  async #prepare(): Promise<void> {
    const { store } = this.#host;
    await store.drop(streamingDataset(this.record.groupBy));
    await store.drop(lateDataset(this.record.groupBy));
    const topicId = await this.#host.log.topicId(this.record.topic);
    await this.#amend({ isPrepared: true, ...(topicId && { topicId }) });
  }

  async #untilPrepared(): Promise<void> {
    const isPrepared = (): boolean => this.#registry.state.jobs[this.record.id]?.isPrepared ?? false;
    await this.#until(isPrepared, "Waiting for the first worker to clear the values of earlier jobs.");
  }

  /** Columns of the topic; waits for the first event to tell them, and keeps them with the job. */
  async #columns(): Promise<Schema | null> {
    const { log } = this.#host;
    const { id, topic } = this.record;
    let schema: Schema | null = null;
    let wake: () => void = () => undefined;
    const unwatch = log.watch(topic, () => wake());
    try {
      for (;;) {
        const { state } = this.#registry;
        const known = state.jobs[id]?.sourceSchema ?? state.topicSchemas[topic] ?? null;
        schema = known ?? (await this.#patience.until("The log", () => sampleColumns(log, topic)));
        if (schema !== null || this.#isStopping) break;
        this.#waiting = {
          state: "waiting",
          message: `Waiting for the first event of topic "${topic}", to learn its columns.`,
        };
        const appended = new Promise<void>((resolve) => {
          wake = resolve;
          this.#cancelWait = resolve;
        });
        this.#begin();
        await appended;
      }
    } finally {
      unwatch();
    }
    const sourceSchema = schema;
    if (sourceSchema !== null) await this.#patience.until("The store", () => this.#amend({ sourceSchema }));
    return sourceSchema;
  }

  async #until(holds: () => boolean, message: string): Promise<void> {
    if (holds()) return;
    this.#waiting = { state: "waiting", message };
    this.#begin();
    await new Promise<void>((resolve) => {
      const unwatch = this.#registry.watch(() => {
        if (holds()) done();
      });
      const done = (): void => {
        unwatch();
        resolve();
      };
      this.#cancelWait = done;
    });
  }

  async #amend(change: Partial<JobRecord>): Promise<void> {
    const { id } = this.record;
    await this.#registry.update((state) => {
      const record = state.jobs[id];
      return record === undefined ? state : { ...state, jobs: { ...state.jobs, [id]: { ...record, ...change } } };
    });
  }

  #stopped(): void {
    this.#waiting = { state: "stopped", message: null };
  }

  #fail(error: unknown): void {
    if (error instanceof GivenUp) {
      this.#stopped();
      return;
    }
    this.#waiting = { state: "failed", message: error instanceof Error ? error.message : String(error) };
    this.parts.logger.error("job could not be started", { error });
  }
}
