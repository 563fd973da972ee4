import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { checkCheckpointId, fenced, nameBytes } from "../../ports/limits.ts";
import type { Folder } from "./folder.ts";
import { frame, unframe } from "./frame.ts";
import { afterPrefix, counterBytes, counterKey, counterOfKey, sized } from "./key-layout.ts";

/** A CheckpointStore in an lmdb file. */
export function createEmbeddedCheckpoints(folder: Folder): CheckpointStore {
  const checkpoints = folder.table("checkpoints");
  const fences = folder.table("fences");
  let closed = false;

  /** What all checkpoints of a job begin with. */
  function prefixOf(jobId: string): Uint8Array {
    if (closed) throw new TilescopeError("checkpoint-store/closed", "The checkpoint store is closed");
    return sized(nameBytes("checkpoint-store", jobId));
  }

  function keysOf(prefix: Uint8Array): Uint8Array[] {
    return [...checkpoints.getKeys({ start: prefix, end: afterPrefix(prefix) })];
  }

  /** Inside the transaction of what the caller does, so that nobody can claim the name in between. */
  function checkFence(jobId: string, prefix: Uint8Array, fence: number | undefined): void {
    if (fence === undefined) return;
    const stored = fences.get(prefix);
    if (stored !== undefined && fence < counterOfKey(stored)) throw fenced(jobId);
  }

  function load(jobId: string, key: Uint8Array): Uint8Array | null {
    const stored = checkpoints.get(key);
    if (stored === undefined) return null;
    const bytes = unframe(stored);
    if (bytes === null)
      throw new TilescopeError("checkpoint-store/corrupt", `Checkpoint ${counterOfKey(key)} of ${jobId} is damaged`);
    return bytes;
  }

  return {
    async claim(jobId, fence) {
      const prefix = prefixOf(jobId);
      await folder.write("checkpoint-store", () => {
        checkFence(jobId, prefix, fence);
        fences.put(prefix, counterBytes(fence));
      });
    },
    async save(jobId, checkpointId, bytes, fence) {
      const prefix = prefixOf(jobId);
      checkCheckpointId(checkpointId);
      await folder.write("checkpoint-store", () => {
        checkFence(jobId, prefix, fence);
        checkpoints.put(counterKey(prefix, checkpointId), frame(bytes));
      });
    },
    async saveFirst(jobId, checkpointId, bytes) {
      const prefix = prefixOf(jobId);
      checkCheckpointId(checkpointId);
      const key = counterKey(prefix, checkpointId);
      return folder.write("checkpoint-store", () => {
        if (checkpoints.get(key) !== undefined) return false;
        checkpoints.put(key, frame(bytes));
        return true;
      });
    },
    async latest(jobId) {
      const prefix = prefixOf(jobId);
      return folder.read("checkpoint-store", () => {
        const key = keysOf(prefix).at(-1);
        const bytes = key === undefined ? null : load(jobId, key);
        return key === undefined || bytes === null ? null : { checkpointId: counterOfKey(key), bytes };
      });
    },
    async load(jobId, checkpointId) {
      const prefix = prefixOf(jobId);
      checkCheckpointId(checkpointId);
      return folder.read("checkpoint-store", () => load(jobId, counterKey(prefix, checkpointId)));
    },
    async list(jobId) {
      const prefix = prefixOf(jobId);
      return folder.read("checkpoint-store", () => keysOf(prefix).map(counterOfKey));
    },
    async prune(jobId, keep, fence) {
      const prefix = prefixOf(jobId);
      await folder.write("checkpoint-store", () => {
        checkFence(jobId, prefix, fence);
        const keys = keysOf(prefix);
        for (const key of keys.slice(0, Math.max(0, keys.length - keep))) checkpoints.remove(key);
      });
    },
    async drop(jobId) {
      const prefix = prefixOf(jobId);
      await folder.write("checkpoint-store", () => {
        for (const key of keysOf(prefix)) checkpoints.remove(key);
        fences.remove(prefix);
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await folder.release();
    },
  };
}
