import { TilescopeError } from "../errors.ts";
import { lateDataset, streamingDataset } from "../group-by/dataset-names.ts";
import type { Plan } from "../group-by/plan.ts";
import type { KeyShare } from "../runtime/key-share.ts";
import type { Schema } from "../schema/schema.ts";
import type { HostParts } from "./host-parts.ts";
import type { JobParts } from "./job/job-parts.ts";
import { GivenUp, Patience } from "./job/patience.ts";
import { topicPartitions } from "./job/topic-partitions.ts";
import { lockName } from "./job/worker-names.ts";
import { type JobRecord, ownMember, type Registry, withMember } from "./registry.ts";
import { jobPlan } from "./server-plan.ts";
import { sampleColumns } from "./source-columns.ts";

/** Between two looks whether a worker of an earlier job has ended. */
const EARLIER_EVERY_MS = 100;

/** What a worker needs to run. */
export interface Started {
  /** The job with what was learnt. */
  readonly record: JobRecord;
  readonly plan: Plan;
  readonly partitions: number;
}

export interface JobStartParts {
  readonly record: JobRecord;
  readonly share: KeyShare;
  readonly host: HostParts;
  readonly registry: Registry;
  readonly parts: JobParts;
  /** Hears that it waits for something. */
  readonly onWaiting: () => void;
}

/** The way of a worker from its lock to its first record: a topic, a store without the values of earlier jobs, a plan. */
export class JobStart {
  readonly #own: JobStartParts;
  /** A service that is down for a moment is no reason to fail. */
  readonly #patience: Patience;
  #isStopping = false;
  #message: string | null = null;
  #cancelWait: () => void = () => undefined;

  constructor(own: JobStartParts) {
    this.#own = own;
    this.#patience = new Patience(own.parts.timers, (error) => {
      own.parts.logger.warn("a call failed and is tried again", { error });
      own.onWaiting();
    });
  }

  /** What it waits for. */
  get message(): string | null {
    return this.#patience.message ?? this.#message;
  }

  stop(): void {
    this.#isStopping = true;
    this.#cancelWait();
    this.#patience.giveUp();
  }

  /** `null`: it was stopped. */
  async started(): Promise<Started | null> {
    try {
      return await this.#started();
    } catch (error) {
      if (error instanceof GivenUp) return null;
      throw error;
    }
  }

  async #started(): Promise<Started | null> {
    const { record, share, host, parts } = this.#own;
    const { log } = host;
    if (record.savepoint === null && !this.#latest().isPrepared) {
      await this.#patience.until("The log", async () => {
        if ((await log.partitionCount(record.topic)) === null) await log.createTopic(record.topic, 1);
      });
      if (share.index === 0) await this.#prepare();
      else await this.#untilPrepared();
    }
    const { topicId } = this.#latest();
    const schema = record.sourceSchema ?? (await this.#columns());
    if (schema === null || this.#isStopping) return null;
    const plan = await jobPlan(record.definition, schema, record.settings);
    await this.#patience.until("The store", () => parts.store.create(plan.streamingDataset));
    const partitions = await this.#patience.until("The log", () => topicPartitions(log, record.topic, topicId));
    if (this.#isStopping) return null;
    return { record: { ...record, sourceSchema: schema, ...(topicId && { topicId }) }, plan, partitions };
  }

  /** The job as it is known by now. */
  #latest(): JobRecord {
    const { record, registry } = this.#own;
    return ownMember(registry.state.jobs, record.id) ?? record;
  }

  /**
   * Values of earlier jobs are removed, since this one writes all of them again. Only who has said last that it does so may
   * say that it is done: another may have lost the lock in between, and this one still removes.
   */
  async #prepare(): Promise<void> {
    const { record, parts, host } = this.#own;
    const { store, fence } = parts;
    await this.#untilEarlierEnded();
    await this.#patience.until("The store", async () => {
      await this.#amend((job) => ({ ...job, preparer: fence }));
      await store.drop(streamingDataset(record.groupBy));
      await store.drop(lateDataset(record.groupBy));
      const topicId = await host.log.topicId(record.topic);
      await this.#amend((job) => {
        if (job.preparer !== fence) throw new TilescopeError("locks/lost", "Another process prepares this job by now.");
        return { ...job, isPrepared: true, ...(topicId && { topicId }) };
      });
    });
  }

  /** Workers of earlier jobs may be about their last batch in other processes; what they write then must not come after. */
  async #untilEarlierEnded(): Promise<void> {
    const { record, registry, host } = this.#own;
    for (const { id, groupBy, workers } of Object.values(registry.state.jobs)) {
      if (groupBy !== record.groupBy || id === record.id) continue;
      for (let index = 0; index < workers; index++) {
        const name = lockName(id, { index, count: workers });
        for (;;) {
          const lock = await this.#patience.until("The locks", () => host.locks.tryAcquire(name));
          await lock?.release();
          if (lock !== null || this.#isStopping) break;
          await this.#pause("Waiting for a worker of an earlier job to end.", EARLIER_EVERY_MS);
        }
      }
    }
  }

  /** The first worker clears the values of earlier jobs. */
  async #untilPrepared(): Promise<void> {
    const { registry } = this.#own;
    await this.#wait("Waiting for the first worker to clear the values of earlier jobs.", (done) =>
      registry.watch(() => {
        if (this.#latest().isPrepared) done();
      }),
    );
  }

  /** Columns of the topic; waits for the first event to tell them, and keeps them with the job. */
  async #columns(): Promise<Schema | null> {
    const { host, registry, record } = this.#own;
    const { id, topic } = record;
    let schema: Schema | null = null;
    let wake: () => void = () => undefined;
    let isAppended = false;
    const unwatch = host.log.watch(topic, () => {
      isAppended = true;
      wake();
    });
    try {
      for (;;) {
        isAppended = false;
        const { state } = registry;
        const known = state.jobs[id]?.sourceSchema ?? state.topicSchemas[topic] ?? null;
        schema = known ?? (await this.#patience.until("The log", () => sampleColumns(host.log, topic)));
        if (schema !== null || this.#isStopping) break;
        if (!isAppended)
          await this.#wait(`Waiting for the first event of topic "${topic}", to learn its columns.`, (done) => {
            wake = done;
            return () => undefined;
          });
      }
    } finally {
      unwatch();
    }
    const found = schema;
    if (found !== null)
      await this.#patience.until("The store", () => this.#amend((job) => ({ ...job, sourceSchema: found })));
    return schema;
  }

  #pause(message: string, ms: number): Promise<void> {
    return this.#wait(message, (done) => this.#own.parts.timers.after(ms, done));
  }

  /** Until what `listen` listens for calls `done`, or this is stopped. `listen` returns the way out. */
  async #wait(message: string, listen: (done: () => void) => () => void): Promise<void> {
    if (this.#isStopping) return;
    this.#message = message;
    this.#own.onWaiting();
    let cancel: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      cancel = listen(resolve);
      this.#cancelWait = resolve;
    });
    cancel();
    this.#message = null;
  }

  async #amend(change: (job: JobRecord) => JobRecord): Promise<void> {
    const { record, registry } = this.#own;
    await registry.update((state) => {
      const job = ownMember(state.jobs, record.id);
      return job === undefined ? state : { ...state, jobs: withMember(state.jobs, record.id, change(job)) };
    });
  }
}
