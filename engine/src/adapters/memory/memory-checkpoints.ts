import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { checkCheckpointId, fenced, nameBytes } from "../../ports/limits.ts";

/** A CheckpointStore in this process's memory, for the browser and for tests. */
export function createMemoryCheckpoints(): CheckpointStore {
  const jobs = new Map<string, Map<number, Uint8Array>>();
  const fences = new Map<string, number>();
  let closed = false;

  function job(jobId: string): Map<number, Uint8Array> {
    if (closed) throw new TilescopeError("checkpoint-store/closed", "The checkpoint store is closed");
    nameBytes("checkpoint-store", jobId);
    return jobs.get(jobId) ?? new Map();
  }

  /** The job's checkpoints, for a caller with this fence. */
  function heldJob(jobId: string, fence = Number.POSITIVE_INFINITY): Map<number, Uint8Array> {
    const checkpoints = job(jobId);
    if (fence < (fences.get(jobId) ?? 0)) throw fenced(jobId);
    return checkpoints;
  }

  const ids = (jobId: string): number[] => [...job(jobId).keys()].sort((left, right) => left - right);

  return {
    async claim(jobId, fence) {
      heldJob(jobId, fence);
      fences.set(jobId, fence);
    },
    async save(jobId, checkpointId, bytes, fence) {
      const checkpoints = heldJob(jobId, fence);
      checkCheckpointId(checkpointId);
      jobs.set(jobId, checkpoints.set(checkpointId, bytes.slice()));
    },
    async saveFirst(jobId, checkpointId, bytes) {
      const checkpoints = job(jobId);
      checkCheckpointId(checkpointId);
      if (checkpoints.has(checkpointId)) return false;
      jobs.set(jobId, checkpoints.set(checkpointId, bytes.slice()));
      return true;
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
    async prune(jobId, keep, fence) {
      const checkpoints = heldJob(jobId, fence);
      const all = ids(jobId);
      for (const checkpointId of all.slice(0, Math.max(0, all.length - keep))) checkpoints.delete(checkpointId);
    },
    async drop(jobId) {
      job(jobId);
      jobs.delete(jobId);
      fences.delete(jobId);
    },
    async close() {
      closed = true;
      jobs.clear();
      fences.clear();
    },
  };
}
