/**
 * Saved pipeline states of one job, newest last. Saving is atomic: after a crash a checkpoint is whole or absent. A
 * failure rejects with a `TilescopeError`: `checkpoint-store/closed`, `checkpoint-store/bad-name`,
 * `checkpoint-store/bad-id`, `checkpoint-store/fenced`, `checkpoint-store/too-large`, `checkpoint-store/disk-full`,
 * `checkpoint-store/corrupt`, `checkpoint-store/read-failed`, `checkpoint-store/write-failed`,
 * `checkpoint-store/unavailable`; after the last one it is not known whether it was done. Every adapter passes
 * `engine/testing/checkpoint-store-conformance.ts`.
 *
 * A `fence` is that of the lock under which the caller works (see `Lock`). Once a job's name was claimed with one, calls with
 * an earlier one are refused with `checkpoint-store/fenced` and change nothing: a holder that has lost its lock without
 * knowing it yet can neither save nor remove anything. Calls without a fence are not compared.
 */
export interface CheckpointStore {
  /** Shuts out all earlier holders, before the caller reads what they have left. Claiming again is fine. */
  claim(jobId: string, fence: number): Promise<void>;
  /** Ids are whole numbers from 0; saving under an id again replaces it. */
  save(jobId: string, checkpointId: number, bytes: Uint8Array, fence?: number): Promise<void>;
  /** Saves unless there is one with this id, which stays. False: there was. */
  saveFirst(jobId: string, checkpointId: number, bytes: Uint8Array): Promise<boolean>;
  /** The one with the highest id. */
  latest(jobId: string): Promise<{ checkpointId: number; bytes: Uint8Array } | null>;
  load(jobId: string, checkpointId: number): Promise<Uint8Array | null>;
  /** Ids, ascending. */
  list(jobId: string): Promise<number[]>;
  /** Keeps the newest `keep` checkpoints. */
  prune(jobId: string, keep: number, fence?: number): Promise<void>;
  /** Removes all of a job, its claim included. */
  drop(jobId: string): Promise<void>;
  close(): Promise<void>;
}
