import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { applyChanges, stateChanges, tileCount } from "../../runtime/state-changes.ts";
import { type JobCheckpoint, readCheckpoint, type StoredCheckpoint, writeCheckpoint } from "./checkpoint-format.ts";

export const CHECKPOINTS_KEPT = 10;
/** Between two whole checkpoints, so that none needs a long chain to be read. */
const CHANGES_BETWEEN_WHOLE = 9;

/** A checkpoint ready to be saved. */
export interface EncodedCheckpoint {
  readonly checkpointId: number;
  readonly checkpoint: JobCheckpoint;
  readonly bytes: Uint8Array;
  /** False: it holds what changed since the one before. */
  readonly whole: boolean;
}

const DAMAGED = /\/(corrupt|corrupt-checkpoint)$/;

/**
 * The checkpoints of one worker: every tenth holds the whole state, the others what changed since the one before. The
 * newest ten can be restored.
 */
export class CheckpointChain {
  readonly #store: CheckpointStore;
  readonly #name: string;
  readonly #fence: number;
  /** Last id that was tried: one that failed may yet turn up in the store, so it is never used again. */
  #lastId = 0;
  #savedId: number | null = null;
  #last: JobCheckpoint | null = null;
  /** Ids of whole checkpoints, ascending. */
  #wholeIds: number[] = [];

  /** `fence`: of the worker's lock. */
  constructor(store: CheckpointStore, name: string, fence: number) {
    this.#store = store;
    this.#name = name;
    this.#fence = fence;
  }

  /** Of the newest that was saved or taken up. */
  get savedId(): number | null {
    return this.#savedId;
  }

  /**
   * The newest one that can be read; damaged ones are passed over. Throws when there are some and none can be read. From here
   * on no earlier holder of the worker's lock can add one.
   */
  async latest(): Promise<{ readonly checkpoint: JobCheckpoint; readonly damaged: readonly number[] } | null> {
    await this.#store.claim(this.#name, this.#fence);
    const ids = await this.#store.list(this.#name);
    const damaged: number[] = [];
    this.#lastId = ids.at(-1) ?? 0;
    for (const id of ids.toReversed()) {
      try {
        const checkpoint = await this.#restored(id);
        this.#savedId = id;
        return { checkpoint, damaged };
      } catch (error) {
        if (!(error instanceof TilescopeError && DAMAGED.test(error.code))) throw error;
        damaged.push(id);
        if (damaged.length === ids.length) throw error;
      }
    }
    return null;
  }

  async #restored(id: number): Promise<JobCheckpoint> {
    const bytes = await this.#store.load(this.#name, id);
    if (bytes === null) throw new TilescopeError("job/corrupt-checkpoint", `Checkpoint ${id} is missing.`);
    const { base, closed, ...checkpoint } = readCheckpoint(bytes);
    if (base === null) return checkpoint;
    const before = await this.#restored(base);
    return { ...checkpoint, state: applyChanges(before.state, { closed, state: checkpoint.state }) };
  }

  /** The bytes of the next checkpoint, for `save`. */
  encode(checkpoint: JobCheckpoint): EncodedCheckpoint {
    const checkpointId = this.#lastId + 1;
    const stored = this.#toStore(checkpoint, checkpointId);
    return { checkpointId, checkpoint, bytes: writeCheckpoint(stored), whole: stored.base === null };
  }

  /** Saves it and removes what is no longer needed. When it rejects, encode anew. */
  async save({ checkpointId, checkpoint, bytes, whole }: EncodedCheckpoint): Promise<void> {
    this.#lastId = checkpointId;
    await this.#store.save(this.#name, checkpointId, bytes, this.#fence);
    this.#savedId = checkpointId;
    this.#last = checkpoint;
    if (whole) this.#wholeIds.push(checkpointId);
    await this.#prune();
  }

  #toStore(checkpoint: JobCheckpoint, id: number): StoredCheckpoint {
    const whole = { ...checkpoint, base: null, closed: [] };
    if (this.#last === null || this.#savedId === null || id - (this.#wholeIds.at(-1) ?? 0) > CHANGES_BETWEEN_WHOLE)
      return whole;
    const { closed, state } = stateChanges(this.#last.state, checkpoint.state);
    return 2 * tileCount(state) > tileCount(checkpoint.state)
      ? whole
      : { ...checkpoint, base: this.#savedId, closed, state };
  }

  /** Keeps ten, and what the oldest of them builds on. */
  async #prune(): Promise<void> {
    const oldest = this.#lastId - CHECKPOINTS_KEPT + 1;
    const base = this.#wholeIds.findLast((id) => id <= oldest);
    if (base === undefined) return;
    this.#wholeIds = this.#wholeIds.filter((id) => id >= base);
    await this.#store.prune(this.#name, this.#lastId - base + 1, this.#fence);
  }
}
