import { randomUUID } from "node:crypto";
import { TilescopeError } from "../errors.ts";
import { compilePlan } from "../group-by/compile-plan.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { loadForDefinition } from "../group-by/load-for-definition.ts";
import type { Plan } from "../group-by/plan.ts";
import type { CheckpointStore } from "../ports/checkpoint-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Log } from "../ports/log.ts";
import { checkJobSettings } from "../runtime/job-settings.ts";
import { inferSchema } from "../schema/infer-schema.ts";
import { parseJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import { createFetcher, type Fetcher } from "../serving/fetcher.ts";
import type { ServingInfo } from "../serving/serving-info.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { EmissionFeed } from "./emission-feed.ts";
import { Job } from "./job.ts";
import type { JobState, JobStatus } from "./job-status.ts";
import { type JobRecord, Registry, without } from "./registry.ts";
import { RequestError } from "./request-error.ts";

const SAMPLE = 1_000;
/** States of a job that may still read and write. */
const ACTIVE: ReadonlySet<JobState> = new Set<JobState>(["running", "stopping", "waiting"]);

export interface HostParts {
  readonly log: Log;
  readonly store: KVStore;
  readonly checkpoints: CheckpointStore;
  readonly clock: Clock;
}

interface Running {
  readonly record: JobRecord;
  readonly feed: EmissionFeed;
  /** null while the job waits for the first event, or could not be started. */
  job: Job | null;
  waiting: string | null;
  failed: string | null;
  ended: Promise<void>;
  cancelWait: () => void;
}

/** Definitions, topics and jobs of one server process. */
export class EngineHost {
  readonly parts: HostParts;
  /** Reads features of every GroupBy that a job has run. */
  readonly fetcher: Fetcher;
  readonly #registry: Registry;
  readonly #served = new Map<string, { readonly record: JobRecord; readonly info: ServingInfo }>();
  readonly #jobs = new Map<string, Running>();

  private constructor(parts: HostParts, registry: Registry) {
    this.parts = parts;
    this.#registry = registry;
    this.fetcher = createFetcher({
      store: parts.store,
      clock: parts.clock,
      servingInfos: { get: (name) => this.#servingInfo(name) },
    });
  }

  /** Opens the registry and takes up the jobs that were running when the process ended. */
  static async open(parts: HostParts): Promise<EngineHost> {
    const host = new EngineHost(parts, await Registry.open(parts.store));
    for (const record of Object.values(host.#registry.state.jobs))
      if (record.wanted === "running") await host.#launch(record, record.settings.mode === "untiled");
    return host;
  }

  groupBys(): readonly { name: string; definition: GroupBy }[] {
    return Object.entries(this.#registry.state.groupBys).map(([name, definition]) => ({ name, definition }));
  }

  groupBy(name: string): GroupBy {
    const definition = this.#registry.state.groupBys[name];
    if (definition === undefined) throw RequestError.notFound("group-by/unknown", `There is no GroupBy "${name}".`);
    return definition;
  }

  /** Stores a valid definition. A changed one is refused while a job runs it. */
  async putGroupBy(name: string, definition: GroupBy): Promise<"created" | "replaced" | "unchanged"> {
    const earlier = this.#registry.state.groupBys[name];
    if (earlier !== undefined && JSON.stringify(earlier) === JSON.stringify(definition)) return "unchanged";
    const running = this.#activeJobOf(name);
    if (running !== undefined)
      throw RequestError.conflict(
        "group-by/in-use",
        `Job ${running.record.id} runs "${name}" with another definition. Stop it first: DELETE /api/jobs/${running.record.id}`,
      );
    await this.#registry.update((state) => ({ ...state, groupBys: { ...state.groupBys, [name]: definition } }));
    return earlier === undefined ? "created" : "replaced";
  }

  async deleteGroupBy(name: string): Promise<void> {
    this.groupBy(name);
    const running = this.#activeJobOf(name);
    if (running !== undefined)
      throw RequestError.conflict(
        "group-by/in-use",
        `Job ${running.record.id} runs "${name}". Stop it first: DELETE /api/jobs/${running.record.id}`,
      );
    await this.#registry.update((state) => ({ ...state, groupBys: without(state.groupBys, name) }));
  }

  topicSchema(topic: string): Schema | null {
    return this.#registry.state.topicSchemas[topic] ?? null;
  }

  /** Declares the columns of a topic, so that events are checked when they are appended. */
  async putTopic(topic: string, partitions: number, schema: Schema | null): Promise<void> {
    await this.parts.log.createTopic(topic, partitions);
    if (schema !== null)
      await this.#registry.update((state) => ({ ...state, topicSchemas: { ...state.topicSchemas, [topic]: schema } }));
  }

  /** Forgets a topic, its columns and its events; an absent one is fine. Refused while a job reads it. */
  async deleteTopic(topic: string): Promise<void> {
    const reader = this.jobs().find((job) => job.topic === topic && ACTIVE.has(job.state));
    if (reader !== undefined)
      throw RequestError.conflict(
        "topic/in-use",
        `Job ${reader.id} of "${reader.groupBy}" reads topic "${topic}". Stop it first: DELETE /api/jobs/${reader.id}`,
      );
    await this.parts.log.dropTopic(topic);
    await this.#registry.update((state) => ({ ...state, topicSchemas: without(state.topicSchemas, topic) }));
  }

  async startJob(name: string, settings: JobSettings, schema: Schema | null): Promise<JobStatus> {
    const definition = this.groupBy(name);
    const active = this.#activeJobOf(name);
    if (active !== undefined)
      throw RequestError.conflict(
        "job/already-running",
        `Job ${active.record.id} runs "${name}" already. Stop it first: DELETE /api/jobs/${active.record.id}`,
      );
    const topic = topicOf(definition);
    if (topic === null)
      throw RequestError.unprocessable("job/no-topic", `"${name}" has no source with a topic to read.`);
    const sourceSchema = schema ?? this.topicSchema(topic);
    if (sourceSchema !== null) await this.#plan(definition, sourceSchema, settings);
    const record: JobRecord = {
      id: randomUUID(),
      groupBy: name,
      topic,
      settings,
      sourceSchema,
      startedMs: this.parts.clock.now(),
      wanted: "running",
    };
    await this.#registry.update((state) => ({ ...state, jobs: { ...state.jobs, [record.id]: record } }));
    await this.#launch(record, true);
    return this.jobStatus(record.id);
  }

  jobs(): JobStatus[] {
    return Object.values(this.#registry.state.jobs).map((record) => this.jobStatus(record.id));
  }

  jobStatus(id: string): JobStatus {
    const record = this.#registry.state.jobs[id];
    if (record === undefined) throw RequestError.notFound("job/unknown", `There is no job "${id}".`);
    const running = this.#jobs.get(id);
    if (running?.job) return running.job.status();
    const state = running?.failed ? "failed" : running?.waiting ? "waiting" : "stopped";
    return {
      id,
      groupBy: record.groupBy,
      topic: record.topic,
      state,
      message: running?.failed ?? running?.waiting ?? null,
      settings: record.settings,
      startedMs: record.startedMs,
      counts: { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 },
      openTiles: 0,
      watermarkMs: null,
      partitions: [],
      checkpoints: { count: 0, lastId: null, lastMs: null },
      problems: [],
    };
  }

  feed(id: string): EmissionFeed {
    this.jobStatus(id);
    return this.#jobs.get(id)?.feed ?? new EmissionFeed();
  }

  /** Stops a job and resolves when its last batch is written and checkpointed. */
  async stopJob(id: string): Promise<JobStatus> {
    this.jobStatus(id);
    const running = this.#jobs.get(id);
    running?.cancelWait();
    running?.job?.stop();
    await running?.ended;
    if (running !== undefined) running.waiting = null;
    await this.#registry.update((state) => {
      const record = state.jobs[id];
      return record === undefined
        ? state
        : { ...state, jobs: { ...state.jobs, [id]: { ...record, wanted: "stopped" } } };
    });
    return this.jobStatus(id);
  }

  /** Ends all jobs with a checkpoint and closes the stores. They run again after the next start. */
  async close(): Promise<void> {
    for (const running of this.#jobs.values()) {
      running.cancelWait();
      running.job?.stop();
    }
    await Promise.all([...this.#jobs.values()].map((running) => running.ended));
    await Promise.all([this.parts.log.close(), this.parts.store.close(), this.parts.checkpoints.close()]);
  }

  /** What the newest job of a GroupBy wrote, and how to read it; the same object until a newer job begins. */
  async #servingInfo(name: string): Promise<ServingInfo> {
    const definition = this.groupBy(name);
    const record = this.#newestJobOf(name);
    if (!record?.sourceSchema)
      throw new TilescopeError(
        "group-by/not-served",
        `"${name}" has no values yet: start a job for it (POST /api/jobs) and append events to its topic.`,
      );
    const known = this.#served.get(name);
    if (known?.record === record) return known.info;
    const plan =
      this.#jobs.get(record.id)?.job?.plan ?? (await this.#plan(definition, record.sourceSchema, record.settings));
    const { mode, tileSizeMs = plan.tileSizeMs } = record.settings;
    const info: ServingInfo = {
      plan,
      streamed: mode === "tiled" ? { kind: "tiles", tileSizeMs } : { kind: "events" },
      batchEndMs: null,
    };
    this.#served.set(name, { record, info });
    return info;
  }

  #newestJobOf(name: string): JobRecord | undefined {
    return Object.values(this.#registry.state.jobs)
      .filter((record) => record.groupBy === name)
      .sort((a, b) => b.startedMs - a.startedMs)[0];
  }

  #activeJobOf(name: string): Running | undefined {
    return [...this.#jobs.values()].find(
      (running) => running.record.groupBy === name && ACTIVE.has(this.jobStatus(running.record.id).state),
    );
  }

  async #plan(definition: GroupBy, schema: Schema, settings: JobSettings): Promise<Plan> {
    await loadForDefinition(definition);
    const compiled = compilePlan(definition, schema);
    if (!compiled.ok) throw RequestError.diagnostics("group-by/invalid", compiled.diagnostics);
    const checked = checkJobSettings(settings, compiled.value);
    if (!checked.ok) throw RequestError.diagnostics("job/invalid-settings", checked.diagnostics);
    return compiled.value;
  }

  /** `fresh`: values of an earlier job are removed, since this one writes all of them again. */
  async #launch(record: JobRecord, fresh: boolean): Promise<void> {
    const running: Running = {
      record,
      feed: new EmissionFeed(),
      job: null,
      waiting: null,
      failed: null,
      ended: Promise.resolve(),
      cancelWait: () => undefined,
    };
    this.#jobs.set(record.id, running);
    const definition = this.#registry.state.groupBys[record.groupBy];
    if (definition === undefined) {
      running.failed = `The GroupBy "${record.groupBy}" is gone.`;
      return;
    }
    const { log } = this.parts;
    if ((await log.partitionCount(record.topic)) === null) await log.createTopic(record.topic, 1);
    const schema = record.sourceSchema ?? (await this.#sampleSchema(record.topic));
    if (schema === null) {
      running.waiting = `Waiting for the first event of topic "${record.topic}", to learn its columns.`;
      running.cancelWait = log.watch(record.topic, () => {
        void this.#sampleSchema(record.topic).then((sampled) => {
          if (sampled === null || running.waiting === null) return;
          running.waiting = null;
          running.cancelWait();
          running.ended = this.#begin(running, definition, sampled, fresh);
        });
      });
      return;
    }
    const started = this.#begin(running, definition, schema, fresh);
    running.ended = started;
    while (running.job === null && running.failed === null) await Promise.race([started, new Promise(setImmediate)]);
  }

  async #begin(running: Running, definition: GroupBy, schema: Schema, fresh: boolean): Promise<void> {
    try {
      const { record } = running;
      const plan = await this.#plan(definition, schema, record.settings);
      if (record.sourceSchema === null)
        await this.#registry.update((state) => ({
          ...state,
          jobs: { ...state.jobs, [record.id]: { ...record, sourceSchema: schema } },
        }));
      if (fresh) {
        await this.parts.store.drop(plan.streamingDataset);
        await this.parts.checkpoints.drop(record.id);
      }
      await this.parts.store.create(plan.streamingDataset);
      const partitions = (await this.parts.log.partitionCount(record.topic)) ?? 1;
      running.job = new Job(record, plan, partitions, { ...this.parts, feed: running.feed });
    } catch (error) {
      running.failed = error instanceof Error ? error.message : String(error);
      return;
    }
    await running.job.run();
  }

  /** Columns of the events that the topic holds by now; null while it is empty. */
  async #sampleSchema(topic: string): Promise<Schema | null> {
    const declared = this.topicSchema(topic);
    if (declared !== null) return declared;
    const { log } = this.parts;
    const rows: unknown[] = [];
    const partitions = (await log.partitionCount(topic)) ?? 0;
    for (let partition = 0; partition < partitions; partition++)
      for (const record of await log.read(topic, partition, 0, SAMPLE))
        rows.push(parseJson(new TextDecoder().decode(record.value)));
    return rows.length === 0 ? null : inferSchema(rows as never).schema;
  }
}

/** Topic of the first source that has one, without the settings behind its name (`topic/k=v`). */
export function topicOf(definition: GroupBy): string | null {
  for (const source of definition.sources ?? []) {
    const topic = source.events?.topic ?? source.entities?.mutationTopic;
    if (topic) return topic.split("/")[0] ?? null;
  }
  return null;
}
