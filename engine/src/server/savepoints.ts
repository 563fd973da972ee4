import { randomUUID } from "node:crypto";
import type { CheckpointStore } from "../ports/checkpoint-store.ts";
import type { Clock } from "../ports/clock.ts";
import { savedPartCount } from "./job/load-savepoint.ts";
import { heldName, savepointName } from "./job/worker-names.ts";
import { ownMember, type Registry, type SavepointRecord, withMember } from "./registry.ts";
import { RequestError } from "./request-error.ts";

/** After so long a savepoint that not all workers have saved is given up. */
const ABANDON_AFTER_MS = 60_000;

/** Savepoints as people ask for them; the workers do the saving. */
export class Savepoints {
  readonly #registry: Registry;
  readonly #checkpoints: CheckpointStore;
  readonly #clock: Clock;

  constructor(registry: Registry, checkpoints: CheckpointStore, clock: Clock) {
    this.#registry = registry;
    this.#checkpoints = checkpoints;
    this.#clock = clock;
  }

  /** Records the wish; the workers of the job meet it when they hear of it. With `stops` they read nothing behind it. */
  async request(jobId: string, stops: boolean): Promise<SavepointRecord> {
    const id = randomUUID();
    const record: SavepointRecord = { id, jobId, createdMs: this.#clock.now(), stops, state: "pending" };
    await this.#registry.update((state) => {
      const job = ownMember(state.jobs, jobId);
      if (job === undefined) throw RequestError.notFound("job/unknown", `There is no job "${jobId}".`);
      if (job.wanted !== "running")
        throw RequestError.conflict("job/not-running", `Job ${jobId} does not run, so it has nothing new to save.`);
      return { ...state, savepoints: withMember(state.savepoints, id, record) };
    });
    return record;
  }

  get(id: string): SavepointRecord {
    const record = ownMember(this.#registry.state.savepoints, id);
    if (record === undefined) throw RequestError.notFound("job/no-such-savepoint", `There is no savepoint "${id}".`);
    return record;
  }

  of(jobId: string): SavepointRecord[] {
    return Object.values(this.#registry.state.savepoints).filter((record) => record.jobId === jobId);
  }

  /** Looks which of the pending ones are complete by now, and gives up those that never will be. */
  async settle(): Promise<void> {
    const { state } = this.#registry;
    for (const { id, jobId, createdMs, state: was } of Object.values(state.savepoints)) {
      if (was !== "pending") continue;
      const workers = ownMember(state.jobs, jobId)?.workers;
      const isComplete = (await savedPartCount(this.#checkpoints, id)) === workers;
      if (isComplete) await this.#complete(id);
      else if (this.#clock.now() - createdMs > ABANDON_AFTER_MS) await this.#abandon(id);
    }
  }

  /**
   * Throws unless a job of `groupBy` on `partitions` partitions may start from it. What was stored after the savepoint would
   * stay in the store. With one partition the same values are written again; with several the order can be another, so the
   * job must have stopped with it.
   */
  check(id: string, groupBy: string, partitions: number): void {
    const record = this.get(id);
    const { jobs } = this.#registry.state;
    const job = ownMember(jobs, record.jobId);
    if (job?.groupBy !== groupBy)
      throw RequestError.unprocessable("job/foreign-savepoint", `Savepoint ${id} is of another GroupBy.`);
    if (record.state !== "complete")
      throw RequestError.conflict("job/savepoint-not-complete", `Savepoint ${id} is ${record.state}.`);
    const newer = Object.values(jobs).find((other) => other.groupBy === groupBy && other.startedMs > job.startedMs);
    if (newer !== undefined)
      throw RequestError.conflict(
        "job/savepoint-outdated",
        `Job ${newer.id} ran after this savepoint and has written other values. Start a job without a savepoint.`,
      );
    if (partitions > 1 && !record.stops)
      throw RequestError.conflict(
        "job/savepoint-passed",
        `The job went on after savepoint ${id}. On a topic of several partitions start from one that it stopped with: POST /api/jobs/…/savepoints {"stop": true}.`,
      );
  }

  async #complete(id: string): Promise<void> {
    await this.#set(id, "complete");
    await this.#checkpoints.drop(heldName(id));
    if (!this.get(id).stops) return;
    const { jobId } = this.get(id);
    await this.#registry.update((state) => {
      const job = ownMember(state.jobs, jobId);
      return job === undefined
        ? state
        : { ...state, jobs: withMember(state.jobs, jobId, { ...job, wanted: "stopped" as const }) };
    });
  }

  async #abandon(id: string): Promise<void> {
    await this.#set(id, "abandoned");
    await this.#checkpoints.drop(savepointName(id));
    await this.#checkpoints.drop(heldName(id));
  }

  async #set(id: string, to: SavepointRecord["state"]): Promise<void> {
    await this.#registry.update((state) => {
      const record = ownMember(state.savepoints, id);
      return record === undefined || record.state !== "pending"
        ? state
        : { ...state, savepoints: withMember(state.savepoints, id, { ...record, state: to }) };
    });
  }
}
