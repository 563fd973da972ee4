import type { Lock } from "../ports/locks.ts";
import type { KeyShare } from "../runtime/key-share.ts";
import type { HostParts } from "./host-parts.ts";
import { Job } from "./job/job.ts";
import type { JobParts } from "./job/job-parts.ts";
import type { WorkerStatus } from "./job/job-status.ts";
import { isTakenOver } from "./job/taken-over.ts";
import { JobStart } from "./job-start.ts";
import type { JobRecord, Registry, SavepointRecord } from "./registry.ts";

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
  readonly #registry: Registry;
  readonly #start: JobStart;
  #job: Job | null = null;
  #waiting: Waiting = { state: "waiting", message: null };
  #isStopping = false;
  #isOver = false;
  #isLost = false;
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
    this.#registry = registry;
    const onWaiting = (): void => this.#begin();
    this.#start = new JobStart({ record, share, host, registry, parts, onWaiting });
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    void lock.lost.then(() => this.#lose());
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

  /** Its lock was lost before it ended: the worker is another's, or free. */
  get isLost(): boolean {
    return this.#isLost || (this.#job?.isLost ?? false);
  }

  get job(): Job | null {
    return this.#job;
  }

  status(): WorkerStatus | Waiting {
    if (this.#job !== null) return this.#job.status();
    return this.#waiting.state === "waiting" ? { state: "waiting", message: this.#start.message } : this.#waiting;
  }

  stop(): void {
    this.#isStopping = true;
    this.#start.stop();
    this.#job?.stop();
  }

  #lose(): void {
    this.#isLost = true;
    this.#isStopping = true;
    this.#start.stop();
    this.#job?.lose();
  }

  savepoint({ id, stops, state }: SavepointRecord): void {
    if (state === "pending") this.#job?.savepoint(id, stops);
    else if (state === "abandoned") this.#job?.abandonSavepoint(id);
  }

  async #run(): Promise<void> {
    const started = await this.#start.started();
    if (started === null || this.#isStopping) return this.#stopped();
    const { record, plan, partitions } = started;
    this.#job = new Job(record, plan, partitions, this.share, this.parts);
    // A worker that comes back must not read past a savepoint that others wait for.
    for (const savepoint of Object.values(this.#registry.state.savepoints))
      if (savepoint.jobId === record.id) this.savepoint(savepoint);
    this.#begin();
    await this.#job.run();
  }

  #stopped(): void {
    this.#waiting = { state: "stopped", message: null };
  }

  #fail(error: unknown): void {
    if (isTakenOver(error)) this.#isLost = true;
    if (this.#isLost) {
      this.#stopped();
      return;
    }
    this.#waiting = { state: "failed", message: error instanceof Error ? error.message : String(error) };
    this.parts.logger.error("job could not be started", { error });
  }
}
