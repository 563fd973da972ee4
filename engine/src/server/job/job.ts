import { TilescopeError } from "../../errors.ts";
import type { Plan } from "../../group-by/plan.ts";
import type { KeyShare } from "../../runtime/key-share.ts";
import { MergedReader } from "../../runtime/merged-reader.ts";
import type { JobRecord } from "../registry.ts";
import { BatchWorker } from "./batch-worker.ts";
import { JobMemory } from "./job-memory.ts";
import type { JobParts } from "./job-parts.ts";
import type { JobState, PartitionStatus, WorkerStatus } from "./job-status.ts";
import { GivenUp, Patience } from "./patience.ts";
import { isTakenOver } from "./taken-over.ts";
import { topicPartitions } from "./topic-partitions.ts";

const LAG_EVERY_MS = 1_000;
/** Between two looks whether the other workers have stopped for a savepoint. */
const WAIT_MS = 20;
/** After so long without them the savepoint is given up by this worker, and with that for all. */
const WAIT_AT_MOST_MS = 30_000;
/**
 * One worker of a job: reads the topic, pushes, writes, checkpoints, until it is told to stop. A batch is taken, its order
 * noted, pushed and flushed before the next is read, so a slow store holds the reading back. After a crash the checkpoint,
 * the order and the log repeat what was done since, and writing it again changes nothing.
 */
export class Job {
  readonly record: JobRecord;
  readonly plan: Plan;
  readonly #share: KeyShare;
  readonly #parts: JobParts;
  readonly #patience: Patience;
  readonly #worker: BatchWorker;
  readonly #memory: JobMemory;
  #lags: readonly number[] = [];
  #lagsMs = Number.NEGATIVE_INFINITY;
  #tickedMs: number;
  #checkpointedMs: number;
  #isDirty = false;
  #state: JobState = "running";
  #message: string | null = null;
  #isStopping = false;
  #isLost = false;
  #isWoken = false;
  #wake: () => void = () => undefined;
  #waitedMs = 0;
  #cancelGiveUp: () => void = () => undefined;

  constructor(record: JobRecord, plan: Plan, partitions: number, share: KeyShare, parts: JobParts) {
    this.record = record;
    this.plan = plan;
    this.#share = share;
    this.#parts = parts;
    this.#patience = new Patience(parts.timers, (error) => {
      if (error.code.startsWith("kv-store/") || error.code.startsWith("sink/"))
        parts.metrics.count("kvstore_writer_errors", 1);
      parts.logger.warn("a call failed and is tried again", { error });
    });
    this.#worker = new BatchWorker(plan, record.settings, partitions, share, parts, this.#patience);
    this.#memory = new JobMemory(record.id, this.#worker, share, parts, this.#patience);
    this.#tickedMs = parts.timers.elapsedMs();
    this.#checkpointedMs = this.#tickedMs;
  }

  status(): WorkerStatus {
    const { watermarkMs, partitions } = this.#worker.watermarks();
    return {
      share: this.#share.index,
      pid: this.#parts.pid,
      state: this.#state,
      message: this.#message ?? this.#patience.message,
      counts: this.#worker.counts,
      openTiles: this.#worker.openTiles,
      watermarkMs: Number.isFinite(watermarkMs) ? watermarkMs : null,
      partitions: this.#worker.offsets.map((offset, partition): PartitionStatus => {
        const watermark = partitions[partition];
        return {
          partition,
          watermarkMs: watermark !== undefined && Number.isFinite(watermark.watermarkMs) ? watermark.watermarkMs : null,
          idle: watermark?.idle ?? false,
          holds: watermark?.holds ?? false,
          offset,
          lag: this.#lags[partition] ?? 0,
        };
      }),
      checkpoints: this.#memory.checkpoints,
      problems: this.#worker.problems,
      meters: this.#worker.meters.view(),
    };
  }

  /** The part of the status that costs nothing to ask for. */
  progress(): { readonly state: JobState; readonly message: string | null; readonly offsets: readonly number[] } {
    return { state: this.#state, message: this.#message ?? this.#patience.message, offsets: this.#worker.offsets };
  }

  /** Asks the job to end after the batch at hand; `run` resolves when it has. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    if (this.#state === "running") this.#state = "stopping";
    this.#cancelGiveUp = this.#parts.timers.after(this.#parts.pace.stopWithinMs, () => this.#patience.giveUp());
    this.#wakeUp();
  }

  /** Ends it at once, with nothing more written or saved: its lock is lost, so another may have taken it over. */
  lose(): void {
    this.#isLost = true;
    this.#isStopping = true;
    this.#patience.giveUp();
    this.#wakeUp();
  }

  /** It has ended, or is about to, because another has taken it over or may have. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Asks for a savepoint; asking again for the same changes nothing. With `stops` nothing is read behind it. */
  savepoint(savepointId: string, stops: boolean): void {
    this.#memory.requestSavepoint(savepointId, stops);
    this.#wakeUp();
  }

  /** Takes the wish back: the job goes on. */
  abandonSavepoint(savepointId: string): void {
    this.#memory.abandonSavepoint(savepointId);
  }

  /** Resolves when the job was stopped or has failed; never rejects. */
  async run(): Promise<void> {
    const { log, logger, feed } = this.#parts;
    const { topic, savepoint } = this.record;
    let unwatch: () => void = () => undefined;
    try {
      unwatch = log.watch(topic, () => this.#wakeUp());
      await this.#memory.resume(savepoint);
      const reader = new MergedReader(log, topic, this.#worker.offsets, this.#parts.pace.batchSize);
      logger.info("job is running", { offsets: this.#worker.offsets });
      await this.#memory.repeat(reader);
      await this.#loop(reader);
      this.#state = "stopped";
      logger.info("job has stopped", { offsets: this.#worker.offsets });
    } catch (error) {
      this.#end(error);
    } finally {
      unwatch();
      this.#cancelGiveUp();
      feed.notify();
    }
  }

  #end(error: unknown): void {
    const { logger } = this.#parts;
    if (this.#isLost || isTakenOver(error)) {
      this.#isLost = true;
      this.#state = "stopped";
      this.#message = "It was silent for so long that another process may have taken it over.";
      logger.warn("job is left to another process", error instanceof GivenUp ? {} : { error });
      return;
    }
    if (error instanceof GivenUp) {
      this.#state = "stopped";
      this.#message = `Stopped without a last checkpoint. ${this.#patience.message ?? ""}`.trim();
      logger.warn("job has stopped without a last checkpoint");
      return;
    }
    this.#state = "failed";
    this.#message =
      error instanceof TilescopeError ? error.message : "The job met an error of its own; the server's log says which.";
    logger.error("job has failed", { error });
  }

  async #loop(reader: MergedReader): Promise<void> {
    const { pace, timers } = this.#parts;
    while (!this.#isStopping) {
      this.#isWoken = false;
      const bound = await this.#memory.bound();
      const taken = bound === "wait" ? 0 : await this.#batch(reader, bound);
      if (taken === 0) {
        await this.#memory.advanceTo(this.#tickMs());
        if (bound === "wait") this.#giveUpLate();
        else this.#waitedMs = 0;
      }
      this.#worker.meters.watermarks(this.#parts.clock.now(), () => this.#worker.watermarks().partitions);
      if (bound !== null && bound !== "wait") await this.#memory.saveAt(bound, reader.offsets);
      if (this.#isDirty && timers.elapsedMs() - this.#checkpointedMs >= pace.checkpointEveryMs)
        await this.#checkpoint();
      await this.#measureLag();
      if (bound === "wait") await this.#sleep(WAIT_MS);
      else await this.#sleep(taken > 0 || this.#isWoken ? 0 : pace.idleTickMs);
    }
    if (this.#isDirty && !(await this.#checkpoint())) throw new GivenUp();
  }

  /** Takes what the log has now, up to a batch. Returns how many records that was. */
  async #batch(reader: MergedReader, bound: readonly number[] | null): Promise<number> {
    const { pace, timers } = this.#parts;
    const startedMs = timers.elapsedMs();
    const { records, runs } = await this.#patience.until("The log", () =>
      reader.take(pace.batchSize, bound ?? undefined),
    );
    if (records.length === 0) return 0;
    this.#worker.meters.busy("source", timers.elapsedMs() - startedMs);
    await this.#memory.note(runs);
    this.#worker.push(records);
    this.#isDirty = true;
    this.#tickedMs = timers.elapsedMs();
    await this.#worker.flush(records);
    return records.length;
  }

  /** The time now; at half speed while the clock is behind the pipeline, so that timers keep firing. */
  #tickMs(): number {
    const elapsedMs = this.#parts.timers.elapsedMs();
    const leastMs = (this.#worker.nowMs ?? Number.NEGATIVE_INFINITY) + (elapsedMs - this.#tickedMs) / 2;
    this.#tickedMs = elapsedMs;
    return Math.ceil(Math.max(this.#parts.clock.now(), leastMs));
  }

  async #checkpoint(): Promise<boolean> {
    const isSaved = await this.#memory.checkpoint();
    if (isSaved) this.#isDirty = false;
    this.#checkpointedMs = this.#parts.timers.elapsedMs();
    return isSaved;
  }

  /** Without all workers a savepoint cannot be completed; waiting for it forever would stop the job. */
  #giveUpLate(): void {
    this.#waitedMs += WAIT_MS;
    if (this.#waitedMs < WAIT_AT_MOST_MS) return;
    this.#waitedMs = 0;
    this.#memory.abandonSavepoint();
  }

  async #measureLag(): Promise<void> {
    const elapsedMs = this.#parts.timers.elapsedMs();
    if (elapsedMs - this.#lagsMs < LAG_EVERY_MS) return;
    this.#lagsMs = elapsedMs;
    const { log } = this.#parts;
    const { topic, topicId } = this.record;
    const { offsets } = this.#worker;
    const partitions = await this.#patience.until("The log", () => topicPartitions(log, topic, topicId));
    if (partitions !== offsets.length)
      throw new TilescopeError(
        "log/other-partitions",
        `Topic "${topic}" has ${partitions} partitions by now, but the job reads ${offsets.length}. Start a new job.`,
      );
    const ends = await this.#patience.until("The log", () =>
      Promise.all(offsets.map((_, partition) => log.endOffset(topic, partition))),
    );
    const lost = ends.findIndex((end, partition) => end < (offsets[partition] ?? 0));
    if (lost >= 0)
      throw new TilescopeError(
        "log/truncated",
        `Partition ${lost} of "${topic}" ends at ${ends[lost]}, but the job has read to ${offsets[lost]}: the topic was removed and made anew. Start a new job.`,
      );
    this.#lags = ends.map((end, partition) => end - (offsets[partition] ?? 0));
  }

  #wakeUp(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Ends early when the job is woken. */
  async #sleep(ms: number): Promise<void> {
    if (this.#isStopping) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
