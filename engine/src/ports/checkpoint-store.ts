/** Saved pipeline states of one job, newest last. Saving is atomic: after a crash a checkpoint is whole or absent. */
export interface CheckpointStore {
  save(jobId: string, checkpointId: number, bytes: Uint8Array): Promise<void>;
  latest(jobId: string): Promise<{ checkpointId: number; bytes: Uint8Array } | null>;
  load(jobId: string, checkpointId: number): Promise<Uint8Array | null>;
  list(jobId: string): Promise<number[]>;
  /** Keeps the newest `keep` checkpoints. */
  prune(jobId: string, keep: number): Promise<void>;
  drop(jobId: string): Promise<void>;
  close(): Promise<void>;
}
