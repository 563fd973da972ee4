import type { Clock } from "../ports/clock.ts";
import { combineWorkers } from "./job/combine-workers.ts";
import type { JobStatus, SavepointStatus, WorkerStatus } from "./job/job-status.ts";
import type { JobPool } from "./job-pool.ts";
import type { Logger } from "./logger.ts";
import type { JobRecord } from "./registry.ts";
import type { RunningShare } from "./running-share.ts";
import type { StatusBoard } from "./status-board.ts";

/** A worker that has not spoken for so long is not there. */
const SILENT_AFTER_MS = 5_000;

const NOTHING: JobStatus["counts"] = { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };

export interface JobBoardParts {
  readonly pool: JobPool;
  readonly board: StatusBoard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly savepointsOf: (jobId: string) => readonly SavepointStatus[];
}

/** Every job with what its workers say, whichever process they are in. */
export class JobBoard {
  readonly #parts: JobBoardParts;

  constructor(parts: JobBoardParts) {
    this.#parts = parts;
  }

  async status(record: JobRecord): Promise<JobStatus> {
    const own = this.#parts.pool.of(record.id);
    const here = own.flatMap((share) => share.job?.status() ?? []);
    const shares = new Set(own.map((share) => share.share.index));
    const elsewhere = shares.size < record.workers ? await this.#posted(record, shares) : [];
    const workers = [...here, ...elsewhere].sort((a, b) => a.share - b.share);
    const combined = combineWorkers(workers);
    const { state, message } = combinedState(record, own, workers, combined);
    return {
      id: record.id,
      groupBy: record.groupBy,
      topic: record.topic,
      settings: record.settings,
      startedMs: record.startedMs,
      ...combined,
      ...(workers.length === 0 && { counts: NOTHING }),
      state,
      message,
      workerCount: record.workers,
      workers,
      savepoints: this.#parts.savepointsOf(record.id),
    };
  }

  /** What workers of other processes last said; one that has been silent for long counts as stopped. */
  async #posted(record: JobRecord, without: ReadonlySet<number>): Promise<WorkerStatus[]> {
    const nowMs = this.#parts.clock.now();
    return (await this.#parts.board.read(record))
      .filter(({ status }) => !without.has(status.share) && status.share < record.workers)
      .map(
        ({ atMs, status }): WorkerStatus =>
          nowMs - atMs > SILENT_AFTER_MS && status.state !== "failed" ? { ...status, state: "stopped" } : status,
      );
  }

  /** Says for other processes what the workers of this one do. Never rejects. */
  async post(): Promise<void> {
    const { pool, board, clock, logger } = this.#parts;
    for (const share of pool.shares) {
      const status = share.job?.status();
      if (status === undefined || share.isLost || (share.isOver && share.isPosted)) continue;
      try {
        share.isPosted = share.isOver;
        await board.post(share.record.id, { atMs: clock.now(), status });
      } catch (error) {
        share.isPosted = false;
        logger.debug("the state of a job could not be posted", { error });
        return;
      }
    }
  }
}

/** What is wanted decides where the workers say nothing. */
function combinedState(
  record: JobRecord,
  own: readonly RunningShare[],
  workers: readonly WorkerStatus[],
  combined: Pick<JobStatus, "state" | "message">,
): Pick<JobStatus, "state" | "message"> {
  const unstarted = own.filter((share) => share.job === null).map((share) => share.status());
  const [first] = unstarted.filter(({ state }) => state !== "stopped");
  if (first !== undefined) return { state: first.state, message: first.message };
  if (record.wanted === "stopped") return workers.length === 0 ? { state: "stopped", message: null } : combined;
  const active = workers.filter(({ state }) => state !== "stopped").length;
  if (active === record.workers || combined.state === "failed") return combined;
  const missing = record.workers - active;
  return {
    state: "waiting",
    message: `${missing === record.workers ? "No process runs it" : `${missing} of ${record.workers} workers are missing`}: start \`npx tilescope worker\`, or wait a moment for this server to take it up.`,
  };
}
