import { type Checked, TilescopeError } from "../errors.ts";
import type { Plan } from "../group-by/plan.ts";
import type { Emission } from "../operators/emission.ts";
import { StoreSink } from "../operators/sink.ts";
import type { CheckpointStore } from "../ports/checkpoint-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Log, LogRecord } from "../ports/log.ts";
import { createPipeline } from "../runtime/create-pipeline.ts";
import type { Pipeline } from "../runtime/pipeline.ts";
import { runPipeline } from "../runtime/run-pipeline.ts";
import { decodeEvent } from "../schema/decode-event.ts";
import { parseJson } from "../schema/json.ts";
import type { Row } from "../schema/value.ts";
import type { EmissionFeed } from "./emission-feed.ts";
import { readCheckpoint, writeCheckpoint } from "./job-checkpoint.ts";
import { feedEmission } from "./job-feed.ts";
import type { JobState, JobStatus } from "./job-status.ts";
import type { JobRecord } from "./registry.ts";
import { wait } from "./wait.ts";

const BATCH = 1_000;
const CHECKPOINT_EVERY_MS = 10_000;
const CHECKPOINTS_KEPT = 10;
const IDLE_TICK_MS = 200;
const MAX_PROBLEMS = 100;
const MAX_RETRY_MS = 5_000;

export interface JobParts {
  readonly log: Log;
  readonly store: KVStore;
  readonly checkpoints: CheckpointStore;
  readonly clock: Clock;
  readonly feed: EmissionFeed;
}

/** One GroupBy at work on one topic: reads, pushes, writes, checkpoints, until it is told to stop. */
export class Job {
  readonly record: JobRecord;
  readonly plan: Plan;
  readonly #parts: JobParts;
  readonly #pipeline: Pipeline;
  readonly #sink: StoreSink;
  readonly #counts = { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };
  readonly #problems: { partition: number; offset: number; reason: string }[] = [];
  #lags: number[] = [];
  #offsets: readonly number[] = [];
  #state: JobState = "running";
  #message: string | null = null;
  #stopping = false;
  #wake: () => void = () => undefined;
  #index = 0;
  #checkpointId = 0;
  #checkpointCount = 0;
  #checkpointMs: number | null = null;

  constructor(record: JobRecord, plan: Plan, partitions: number, parts: JobParts) {
    this.record = record;
    this.plan = plan;
    this.#parts = parts;
    this.#sink = new StoreSink(parts.store);
    this.#pipeline = createPipeline(plan, record.settings, { partitions });
    this.#offsets = new Array(partitions).fill(0);
  }

  status(): JobStatus {
    const { watermarkMs, partitions } = this.#pipeline.watermarks();
    return {
      id: this.record.id,
      groupBy: this.record.groupBy,
      topic: this.record.topic,
      state: this.#state,
      message: this.#message,
      settings: this.record.settings,
      startedMs: this.record.startedMs,
      counts: { ...this.#counts },
      openTiles: this.#pipeline.openTiles(),
      watermarkMs: Number.isFinite(watermarkMs) ? watermarkMs : null,
      partitions: partitions.map((partition) => ({
        ...partition,
        offset: this.#offsets[partition.partition] ?? 0,
        lag: this.#lags[partition.partition] ?? 0,
      })),
      checkpoints: { count: this.#checkpointCount, lastId: this.#checkpointId || null, lastMs: this.#checkpointMs },
      problems: this.#problems,
    };
  }

  /** Asks the job to end after the batch at hand; `run` resolves when it has. */
  stop(): void {
    this.#stopping = true;
    if (this.#state === "running") this.#state = "stopping";
    this.#wake();
  }

  /** Resolves when the job was stopped or has failed; never rejects. */
  async run(): Promise<void> {
    const unwatch = this.#parts.log.watch(this.record.topic, () => this.#wake());
    try {
      await this.#resume();
      await this.#loop();
      this.#state = "stopped";
    } catch (error) {
      this.#state = "failed";
      this.#message = error instanceof Error ? error.message : String(error);
    } finally {
      unwatch();
      this.#parts.feed.notify();
    }
  }

  async #resume(): Promise<void> {
    const saved = await this.#parts.checkpoints.latest(this.record.id);
    if (saved === null) return;
    const checkpoint = readCheckpoint(saved.bytes);
    this.#pipeline.restore(checkpoint.state);
    this.#offsets = checkpoint.offsets;
    this.#index = checkpoint.index;
    Object.assign(this.#counts, checkpoint.counts);
    this.#checkpointId = saved.checkpointId;
  }

  async #loop(): Promise<void> {
    let checkpointedMs = this.#parts.clock.now() as number;
    let dirty = false;
    while (!this.#stopping) {
      const { offsets, records } = await runPipeline({
        pipeline: this.#pipeline,
        log: this.#parts.log,
        topic: this.record.topic,
        decode: (record) => this.#decode(record),
        sink: { accept: (emission) => this.#sink.accept(emission), flush: () => this.#flush() },
        offsets: this.#offsets,
        batchSize: BATCH,
        maxRecords: BATCH,
        firstIndex: this.#index,
        onEmission: (emission, record) => this.#count(emission, record),
      });
      this.#offsets = offsets;
      this.#index += records;
      this.#counts.events += records;
      if (records === 0) dirty = (await this.#tick()) || dirty;
      else {
        dirty = true;
        this.#parts.feed.notify();
      }
      const nowMs = this.#parts.clock.now() as number;
      if (dirty && nowMs - checkpointedMs >= CHECKPOINT_EVERY_MS) {
        await this.#checkpoint();
        checkpointedMs = nowMs;
        dirty = false;
      }
      if (records === 0) {
        await this.#measureLag();
        await this.#sleep(IDLE_TICK_MS);
      } else await wait(0);
    }
    await this.#checkpoint();
  }

  #decode(record: LogRecord): Checked<Row> {
    try {
      return decodeEvent(parseJson(new TextDecoder().decode(record.value)), this.plan.sourceSchema);
    } catch (error) {
      const message = `Not JSON: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, diagnostics: [{ code: "event/undecodable", severity: "error", message, path: [] }] };
    }
  }

  /** Caught up with the log: processing time goes on with the clock. True when that wrote something. */
  async #tick(): Promise<boolean> {
    const before = this.#counts.writes;
    this.#pipeline.advanceTo(this.#parts.clock.now(), (emission) => {
      this.#sink.accept(emission);
      this.#count(emission, null);
    });
    await this.#flush();
    if (this.#counts.writes === before) return false;
    this.#parts.feed.notify();
    return true;
  }

  #count(emission: Emission, record: LogRecord | null): void {
    if (emission.kind === "put") {
      this.#counts.writes++;
      return;
    }
    if (emission.kind === "late") this.#counts.lateEvents++;
    else if (emission.kind === "filtered") this.#counts.filtered++;
    else if (emission.kind === "invalid") {
      this.#counts.invalid++;
      if (record !== null && this.#problems.length < MAX_PROBLEMS)
        this.#problems.push({ partition: record.partition, offset: record.offset, reason: emission.reason });
    }
    feedEmission(this.plan, this.#parts.feed, emission);
  }

  /** Waits for the store as long as it takes: the log keeps what is not written yet. */
  async #flush(): Promise<void> {
    for (let delayMs = 50; ; delayMs = Math.min(2 * delayMs, MAX_RETRY_MS)) {
      try {
        await this.#sink.flush();
        this.#message = null;
        return;
      } catch (error) {
        if (!(error instanceof TilescopeError) || error.code === "kv-store/closed" || this.#stopping) throw error;
        this.#message = `The store does not take writes, trying again: ${error.message}`;
      }
      await wait(delayMs);
    }
  }

  async #checkpoint(): Promise<void> {
    const { checkpoints, clock } = this.#parts;
    const bytes = writeCheckpoint({
      offsets: this.#offsets,
      index: this.#index,
      counts: { ...this.#counts },
      state: this.#pipeline.snapshot(),
    });
    await checkpoints.save(this.record.id, this.#checkpointId + 1, bytes);
    this.#checkpointId++;
    this.#checkpointCount++;
    this.#checkpointMs = clock.now();
    await checkpoints.prune(this.record.id, CHECKPOINTS_KEPT);
  }

  async #measureLag(): Promise<void> {
    this.#lags = await Promise.all(
      this.#offsets.map(async (offset, partition) => {
        const end = await this.#parts.log.endOffset(this.record.topic, partition);
        return Math.max(0, end - offset);
      }),
    );
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
