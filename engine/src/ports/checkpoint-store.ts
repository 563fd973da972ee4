/**
 * Saved pipeline states of one job, newest last. Saving is atomic: after a crash a checkpoint is whole or absent. A
 * failure rejects with a `TilescopeError`: `checkpoint-store/closed`, `checkpoint-store/bad-name`,
 * `checkpoint-store/bad-id`, `checkpoint-store/disk-full`, `checkpoint-store/corrupt`, `checkpoint-store/read-failed`,
 * `checkpoint-store/write-failed`. Every adapter passes `engine/testing/checkpoint-store-conformance.ts`.
 */
export interface CheckpointStore {
  /** Ids are whole numbers from 0; saving under an id again replaces it. */
  save(jobId: string, checkpointId: number, bytes: Uint8Array): Promise<void>;
  /** The one with the highest id. */
  latest(jobId: string): Promise<{ checkpointId: number; bytes: Uint8Array } | null>;
  load(jobId: string, checkpointId: number): Promise<Uint8Array | null>;
  /** Ids, ascending. */
  list(jobId: string): Promise<number[]>;
  /** Keeps the newest `keep` checkpoints. */
  prune(jobId: string, keep: number): Promise<void>;
  drop(jobId: string): Promise<void>;
  close(): Promise<void>;
}
