import { TilescopeError } from "../../errors.ts";
import type { KeyShare } from "../../runtime/key-share.ts";
import type { MergedReader } from "../../runtime/merged-reader.ts";
import type { BatchWorker } from "./batch-worker.ts";
import { CHECKPOINTS_KEPT, CheckpointChain } from "./checkpoint-chain.ts";
import type { JobParts } from "./job-parts.ts";
import { loadSavepoint } from "./load-savepoint.ts";
import { OrderJournal } from "./order-journal.ts";
import type { Patience } from "./patience.ts";
import { SavepointRound } from "./savepoint-round.ts";
import { journalName, workerName } from "./worker-names.ts";

/** What a worker remembers across its death: checkpoints, the order since the last one, savepoints. */
export class JobMemory {
  readonly #worker: BatchWorker;
  readonly #share: KeyShare;
  readonly #parts: JobParts;
  readonly #patience: Patience;
  readonly #chain: CheckpointChain;
  /** With one partition the log itself is the order. */
  readonly #journal: OrderJournal | null;
  /** Last journal entry of each checkpoint since the start, oldest first. */
  readonly #journalIds: number[] = [];
  #round: SavepointRound | null = null;
  #abandoned: string | null = null;
  #count = 0;
  #lastMs: number | null = null;

  constructor(jobId: string, worker: BatchWorker, share: KeyShare, parts: JobParts, patience: Patience) {
    this.#worker = worker;
    this.#share = share;
    this.#parts = parts;
    this.#patience = patience;
    this.#chain = new CheckpointChain(parts.checkpoints, workerName(jobId, share), parts.fence);
    const isOrdered = worker.offsets.length === 1;
    this.#journal = isOrdered ? null : new OrderJournal(parts.checkpoints, journalName(jobId, share), parts.fence);
  }

  get checkpoints(): { readonly count: number; readonly lastId: number | null; readonly lastMs: number | null } {
    return { count: this.#count, lastId: this.#chain.savedId, lastMs: this.#lastMs };
  }

  /** Takes up the newest checkpoint, or the savepoint to start from; a fresh worker where there is neither. */
  async resume(savepointId: string | null): Promise<void> {
    const { checkpoints, logger } = this.#parts;
    const saved = await this.#patience.until("The checkpoint store", () => this.#chain.latest());
    if (saved !== null) {
      this.#worker.restore(saved.checkpoint);
      if (saved.damaged.length > 0) logger.warn("damaged checkpoints were passed over", { damaged: saved.damaged });
    } else if (savepointId !== null)
      this.#worker.restore(
        await this.#patience.until("The checkpoint store", () => loadSavepoint(checkpoints, savepointId, this.#share)),
      );
    this.#journalIds.push(saved?.checkpoint.journalId ?? 0);
  }

  /** Repeats what was done since the checkpoint, in the same order. */
  async repeat(reader: MergedReader): Promise<void> {
    const journal = this.#journal;
    if (journal === null) return;
    const from = this.#journalIds[0] ?? 0;
    const entries = await this.#patience.until("The checkpoint store", () => journal.open(from));
    for (const { nowMs, runs } of entries) {
      const records = await this.#patience.until("The log", () => reader.takeRuns(runs));
      if (nowMs !== null) this.#worker.advanceTo(nowMs);
      this.#worker.push(records);
      await this.#worker.flush(records);
    }
  }

  /** Notes the order of a batch before anything that follows from it can be stored. */
  async note(runs: readonly number[]): Promise<void> {
    const journal = this.#journal;
    if (journal === null) return;
    const entry = { nowMs: this.#worker.nowMs, runs };
    await this.#patience.until("The checkpoint store", () => journal.append(entry));
  }

  /** Moves the worker's time. From when on it counts silence is noted; all later times are repeated with the batches. */
  async advanceTo(nowMs: number): Promise<void> {
    const isFirst = this.#worker.nowMs === null;
    const hasPuts = this.#worker.advanceTo(nowMs);
    if (isFirst) await this.note([]);
    if (hasPuts) await this.#worker.flush([]);
  }

  /**
   * False when the checkpoint store failed: the job goes on without. Rejects with a failure that no later attempt mends.
   */
  async checkpoint(): Promise<boolean> {
    const { timers, clock, metrics, logger } = this.#parts;
    const startedMs = timers.elapsedMs();
    await this.#worker.flush([]);
    const flushedMs = timers.elapsedMs();
    const encoded = this.#chain.encode(this.#worker.snapshot(this.#journal?.lastId ?? 0));
    const encodedMs = timers.elapsedMs();
    const failure = await this.#attempt(async () => {
      await this.#chain.save(encoded);
      await this.#forgetOrder(encoded.checkpoint.journalId);
    });
    const endedMs = timers.elapsedMs();
    if (failure === null) {
      this.#count++;
      this.#lastMs = clock.now();
    } else logger.warn("checkpoint failed", { error: failure });
    metrics.count(failure === null ? "checkpoints" : "checkpoint_failures", 1);
    metrics.observe("checkpoint_time", endedMs - startedMs);
    this.#worker.meters.checkpoint({
      id: encoded.checkpointId,
      atMs: clock.now(),
      offsetsMs: flushedMs - startedMs,
      stateMs: encodedMs - flushedMs,
      storeMs: endedMs - encodedMs,
      bytes: encoded.bytes.length,
      whole: encoded.whole,
      failure: failure?.message ?? null,
    });
    return failure === null;
  }

  async #attempt(body: () => Promise<void>): Promise<TilescopeError | null> {
    try {
      await body();
      return null;
    } catch (error) {
      if (!(error instanceof TilescopeError) || /\/(closed|fenced)$/.test(error.code)) throw error;
      return error;
    }
  }

  /** Forgets the order before the oldest checkpoint that may still be taken up. */
  async #forgetOrder(journalId: number): Promise<void> {
    if (this.#journal === null) return;
    this.#journalIds.push(journalId);
    if (this.#journalIds.length <= 2 * CHECKPOINTS_KEPT) return;
    const oldest = this.#journalIds.shift();
    if (oldest !== undefined) await this.#journal.forget(oldest);
  }

  /** Asks for a savepoint; asking again for the same changes nothing. With `stops` nothing is read behind it. */
  requestSavepoint(savepointId: string, stops: boolean): void {
    if (this.#round?.id === savepointId || this.#abandoned === savepointId) return;
    this.#round = new SavepointRound(this.#parts.checkpoints, savepointId, this.#share, stops);
  }

  /** The worker goes on, whether or not it has saved its part. Nobody can start from such a savepoint. */
  abandonSavepoint(savepointId?: string): void {
    const round = this.#round;
    if (round === null || (savepointId !== undefined && round.id !== savepointId)) return;
    this.#parts.logger.warn("savepoint is given up: not all workers answered", { savepoint: round.id });
    this.#abandoned = round.id;
    this.#round = null;
  }

  /** Where reading must stop for a savepoint: `null` nowhere, `wait` here until the other workers say where they are. */
  async bound(): Promise<readonly number[] | "wait" | null> {
    const round = this.#round;
    if (round === null) return null;
    return this.#patience.until("The checkpoint store", async () => {
      if (!(await round.isSaved())) return (await round.targets(this.#worker.offsets)) ?? "wait";
      if (round.stops) return this.#worker.offsets;
      this.#round = null;
      return null;
    });
  }

  /** Saves the savepoint once the worker has read up to the bound. */
  async saveAt(bound: readonly number[], offsets: readonly number[]): Promise<void> {
    const round = this.#round;
    if (round === null || offsets.some((offset, partition) => offset < (bound[partition] ?? 0))) return;
    if (offsets.some((offset, partition) => offset > (bound[partition] ?? 0)) && !(await round.isSaved()))
      return this.abandonSavepoint();
    const checkpoint = this.#worker.snapshot(0);
    await this.#patience.until("The checkpoint store", async () => {
      if (await round.isSaved()) return;
      await round.save(checkpoint);
      this.#parts.logger.info("savepoint is saved", { savepoint: round.id });
    });
    if (!round.stops) this.#round = null;
  }
}
