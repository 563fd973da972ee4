import { TilescopeError } from "../errors.ts";
import type { Plan } from "../group-by/plan.ts";
import type { Emission } from "../operators/emission.ts";
import type { CheckpointStore } from "../ports/checkpoint-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { KVStore, PutRequest } from "../ports/kv-store.ts";
import type { Log, LogRecord } from "../ports/log.ts";
import { createPipeline } from "../runtime/create-pipeline.ts";
import type { Pipeline } from "../runtime/pipeline.ts";
import { decodeEvent } from "../schema/decode-event.ts";
import { parseJson } from "../schema/json.ts";
import { processingTime } from "../time/event-time.ts";
import type { EmissionFeed } from "./emission-feed.ts";
import { readCheckpoint, writeCheckpoint } from "./job-checkpoint.ts";
import { feedEmission } from "./job-feed.ts";
import type { JobState, JobStatus } from "./job-status.ts";
import { LogReader } from "./log-reader.ts";
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
  readonly #partitions: number;
  readonly #counts = { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };
  readonly #problems: { partition: number; offset: number; reason: string }[] = [];
  #lags: number[] = [];
  #offsets: readonly number[] = [];
  #state: JobState = "running";
  #message: string | null = null;
  #stopping = false;
  #wake: () => void = () => undefined;
  #index = 0;
  #nowMs = 0;
  #checkpointId = 0;
  #checkpointCount = 0;
  #checkpointMs: number | null = null;

  constructor(record: JobRecord, plan: Plan, partitions: number, parts: JobParts) {
    this.record = record;
    this.plan = plan;
    this.#parts = parts;
    this.#partitions = partitions;
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
      await this.#loop(await this.#resume());
      this.#state = "stopped";
    } catch (error) {
      this.#state = "failed";
      this.#message = error instanceof Error ? error.message : String(error);
    } finally {
      unwatch();
      this.#parts.feed.notify();
    }
  }

  async #resume(): Promise<LogReader> {
    const saved = await this.#parts.checkpoints.latest(this.record.id);
    let offsets: readonly number[] = new Array(this.#partitions).fill(0);
    if (saved !== null) {
      const checkpoint = readCheckpoint(saved.bytes);
      this.#pipeline.restore(checkpoint.state);
      offsets = checkpoint.offsets;
      this.#index = checkpoint.index;
      this.#nowMs = checkpoint.nowMs;
      Object.assign(this.#counts, checkpoint.counts);
      this.#checkpointId = saved.checkpointId;
    }
    this.#offsets = offsets;
    return new LogReader(this.#parts.log, this.record.topic, offsets);
  }

  async #loop(reader: LogReader): Promise<void> {
    let checkpointedMs = this.#parts.clock.now() as number;
    let dirty = false;
    while (!this.#stopping) {
      const batch = await reader.next(BATCH);
      const puts: PutRequest[] = [];
      const emit = (emission: Emission) => this.#take(emission, puts);
      for (const record of batch) this.#push(record, emit);
      if (batch.length === 0) this.#tick(emit);
      await this.#write(puts);
      this.#offsets = [...reader.offsets];
      if (batch.length > 0 || puts.length > 0) {
        dirty = true;
        this.#parts.feed.notify();
      }
      const nowMs = this.#parts.clock.now() as number;
      if (dirty && nowMs - checkpointedMs >= CHECKPOINT_EVERY_MS) {
        await this.#checkpoint();
        checkpointedMs = nowMs;
        dirty = false;
      }
      if (batch.length === 0) {
        await this.#measureLag();
        await this.#sleep(IDLE_TICK_MS);
      } else await wait(0);
    }
    await this.#checkpoint();
  }

  /** Processing time is the log's own: the time at which it took the record, never going back. */
  #push(record: LogRecord, emit: (emission: Emission) => void): void {
    this.#counts.events++;
    this.#nowMs = Math.max(this.#nowMs, record.appendedMs);
    const row = this.#decode(record);
    if (typeof row === "string") {
      this.#problem(record, row);
      emit({ kind: "invalid", code: "event/undecodable", reason: row });
      return;
    }
    this.#pipeline.push(
      {
        index: this.#index++,
        partition: record.partition,
        offset: record.offset,
        processingMs: processingTime(this.#nowMs),
        row,
      },
      (emission) => {
        if (emission.kind === "invalid") this.#problem(record, emission.reason);
        emit(emission);
      },
    );
  }

  #decode(record: LogRecord) {
    try {
      const decoded = decodeEvent(parseJson(new TextDecoder().decode(record.value)), this.plan.sourceSchema);
      return decoded.ok ? decoded.value : (decoded.diagnostics[0]?.message ?? "The event does not fit its schema.");
    } catch (error) {
      return `Not JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #problem(record: LogRecord, reason: string): void {
    if (this.#problems.length < MAX_PROBLEMS)
      this.#problems.push({ partition: record.partition, offset: record.offset, reason });
  }

  #tick(emit: (emission: Emission) => void): void {
    this.#nowMs = Math.max(this.#nowMs, this.#parts.clock.now());
    this.#pipeline.advanceTo(processingTime(this.#nowMs), emit);
  }

  #take(emission: Emission, puts: PutRequest[]): void {
    if (emission.kind === "put") {
      puts.push(emission.request);
      this.#counts.writes++;
      return;
    }
    if (emission.kind === "late") this.#counts.lateEvents++;
    else if (emission.kind === "filtered") this.#counts.filtered++;
    else if (emission.kind === "invalid") this.#counts.invalid++;
    feedEmission(this.plan, this.#parts.feed, emission);
  }

  /** Waits for the store as long as it takes: the log keeps what is not written yet. */
  async #write(puts: readonly PutRequest[]): Promise<void> {
    let rest = lastOfEachTile(puts);
    for (let delayMs = 50; rest.length > 0; delayMs = Math.min(2 * delayMs, MAX_RETRY_MS)) {
      try {
        const stored = await this.#parts.store.multiPut(rest);
        rest = rest.filter((_, i) => stored[i] !== true);
        if (rest.length === 0) break;
        this.#message = `The store refused ${rest.length} writes; trying again.`;
      } catch (error) {
        this.#message = `The store does not answer: ${error instanceof Error ? error.message : String(error)}`;
        if (error instanceof TilescopeError && error.code === "kv-store/closed") throw error;
      }
      if (this.#stopping) throw new TilescopeError("job/unwritten", "Stopped before the store took all writes.");
      await wait(delayMs);
    }
    this.#message = null;
  }

  async #checkpoint(): Promise<void> {
    const { checkpoints, clock } = this.#parts;
    const bytes = writeCheckpoint({
      offsets: this.#offsets,
      index: this.#index,
      nowMs: this.#nowMs,
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

/** Within one batch only the last write of a tile has to reach the store: it replaces the earlier ones. */
function lastOfEachTile(puts: readonly PutRequest[]): PutRequest[] {
  const seen = new Set<string>();
  const kept: PutRequest[] = [];
  for (const put of puts.toReversed()) {
    if (put.tile !== undefined) {
      const id = `${put.tile.startMs} ${put.tile.sizeMs} ${put.keyBytes.join()}`;
      if (seen.has(id)) continue;
      seen.add(id);
    }
    kept.push(put);
  }
  return kept.reverse();
}
