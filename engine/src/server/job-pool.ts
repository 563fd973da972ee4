import type { Lock } from "../ports/locks.ts";
import type { KeyShare } from "../runtime/key-share.ts";
import { heldStore } from "./held-store.ts";
import type { HostParts } from "./host-parts.ts";
import type { JobParts } from "./job/job-parts.ts";
import { lockName } from "./job/worker-names.ts";
import { type JobRecord, ownMember, type Registry } from "./registry.ts";
import { RunningShare } from "./running-share.ts";

/** So long a second worker of one job stays free for other processes. */
const LEAVE_TO_OTHERS_MS = 3_000;

export interface JobPoolParts {
  readonly host: HostParts;
  readonly registry: Registry;
  /** What a worker of this job lives on, but for what its lock decides. */
  readonly partsFor: (record: JobRecord, share: KeyShare) => Omit<JobParts, "fence">;
  /** Which jobs this process runs. */
  readonly runs: (record: JobRecord) => boolean;
}

/**
 * The workers that this process runs. A worker belongs to whoever has its lock, so several processes divide the workers
 * among them and one takes over when another dies. One whose lock was lost is free again, for this process too.
 */
export class JobPool {
  readonly #parts: JobPoolParts;
  readonly #shares = new Map<string, RunningShare>();
  readonly #freeSinceMs = new Map<string, number>();
  #isClosed = false;
  #reconciling: Promise<void> = Promise.resolve();

  constructor(parts: JobPoolParts) {
    this.#parts = parts;
  }

  /** All workers that this process has or had. */
  get shares(): readonly RunningShare[] {
    return [...this.#shares.values()];
  }

  /** Workers of a job in this process, also such that have ended. */
  of(jobId: string): RunningShare[] {
    return this.shares.filter((share) => share.record.id === jobId);
  }

  /** Lets go of workers that have ended. */
  forget(jobIds: readonly string[]): void {
    for (const [name, share] of this.#shares)
      if (share.isOver && jobIds.includes(share.record.id)) this.#shares.delete(name);
  }

  /** Starts, stops and asks for savepoints as the registry wants it. */
  reconcile(): Promise<void> {
    this.#reconciling = this.#reconciling.catch(() => undefined).then(() => this.#reconcile());
    return this.#reconciling;
  }

  async #reconcile(): Promise<void> {
    if (this.#isClosed) return;
    const { jobs, savepoints } = this.#parts.registry.state;
    for (const [name, share] of this.#shares) if (share.isLost && share.isOver) this.#shares.delete(name);
    for (const share of this.#shares.values()) if (ownMember(jobs, share.record.id)?.wanted !== "running") share.stop();
    for (const record of Object.values(jobs))
      if (record.wanted === "running" && this.#parts.runs(record)) await this.#fill(record);
    for (const record of Object.values(savepoints)) for (const share of this.of(record.jobId)) share.savepoint(record);
  }

  /** Takes the workers of a job that nobody has; a second one only after others had time to. */
  async #fill(record: JobRecord): Promise<void> {
    const { host, registry, partsFor } = this.#parts;
    for (let index = 0; index < record.workers; index++) {
      const share = { index, count: record.workers };
      const name = lockName(record.id, share);
      if (this.#shares.has(name)) continue;
      const nowMs = performance.now();
      if (this.of(record.id).length > 0) {
        const freeSinceMs = this.#freeSinceMs.get(name) ?? nowMs;
        this.#freeSinceMs.set(name, freeSinceMs);
        if (nowMs - freeSinceMs < LEAVE_TO_OTHERS_MS) continue;
      }
      const lock = await host.locks.tryAcquire(name);
      if (lock === null) {
        this.#freeSinceMs.delete(name);
        continue;
      }
      if (!(await this.#isWanted(record, lock))) return;
      const parts = { ...partsFor(record, share), fence: lock.fence, store: heldStore(host.store, lock) };
      const running = new RunningShare(record, share, lock, { host, registry, parts });
      this.#shares.set(name, running);
      await running.begun;
    }
  }

  /**
   * What is known of the job may be old, and whoever starts another one waits for the lock of a worker that has one already.
   * Gives the lock back where the worker is not wanted, and where nobody can say.
   */
  async #isWanted(record: JobRecord, lock: Lock): Promise<boolean> {
    const { registry } = this.#parts;
    let isWanted = false;
    try {
      await registry.refresh();
      isWanted = ownMember(registry.state.jobs, record.id)?.wanted === "running";
    } finally {
      if (!isWanted) await lock.release();
    }
    return isWanted;
  }

  /** Stops the workers of a job in this process; resolves when they have ended. */
  async stop(jobId: string): Promise<void> {
    const shares = this.of(jobId);
    for (const share of shares) share.stop();
    await Promise.all(shares.map((share) => share.ended));
  }

  /** Stops all workers with a checkpoint. They are taken up again by the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#reconciling.catch(() => undefined);
    for (const share of this.#shares.values()) share.stop();
    await Promise.all([...this.#shares.values()].map((share) => share.ended));
  }
}
