import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { checkCheckpointId, nameBytes } from "../../ports/limits.ts";

/** A CheckpointStore in this process's memory, for the browser and for tests. */
export function createMemoryCheckpoints(): CheckpointStore {
  const jobs = new Map<string, Map<number, Uint8Array>>();
  let closed = false;

  function job(jobId: string): Map<number, Uint8Array> {
    if (closed) throw new TilescopeError("checkpoint-store/closed", "The checkpoint store is closed");
    nameBytes("checkpoint-store", jobId);
    return jobs.get(jobId) ?? new Map();
  }

  const ids = (jobId: string): number[] => [...job(jobId).keys()].sort((left, right) => left - right);

  return {
    async save(jobId, checkpointId, bytes) {
      const checkpoints = job(jobId);
      checkCheckpointId(checkpointId);
      jobs.set(jobId, checkpoints.set(checkpointId, bytes.slice()));
    },
    async latest(jobId) {
      const checkpointId = ids(jobId).at(-1);
      if (checkpointId === undefined) return null;
      const bytes = job(jobId).get(checkpointId);
      return bytes === undefined ? null : { checkpointId, bytes: bytes.slice() };
    },
    async load(jobId, checkpointId) {
      return job(jobId).get(checkpointId)?.slice() ?? null;
    },
    async list(jobId) {
      return ids(jobId);
    },
    async prune(jobId, keep) {
      const all = ids(jobId);
      for (const checkpointId of all.slice(0, Math.max(0, all.length - keep))) job(jobId).delete(checkpointId);
    },
    async drop(jobId) {
      job(jobId);
      jobs.delete(jobId);
    },
    async close() {
      closed = true;
      jobs.clear();
    },
  };
}
