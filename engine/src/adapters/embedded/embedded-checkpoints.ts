import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { checkCheckpointId, nameBytes } from "../../ports/limits.ts";
import type { Folder } from "./folder.ts";
import { frame, unframe } from "./frame.ts";
import { afterPrefix, counterKey, counterOfKey, sized } from "./key-layout.ts";

/** A CheckpointStore in an lmdb file. */
export function createEmbeddedCheckpoints(folder: Folder): CheckpointStore {
  const checkpoints = folder.table("checkpoints");
  let closed = false;

  /** What all checkpoints of a job begin with. */
  function prefixOf(jobId: string): Uint8Array {
    if (closed) throw new TilescopeError("checkpoint-store/closed", "The checkpoint store is closed");
    return sized(nameBytes("checkpoint-store", jobId));
  }

  function keysOf(prefix: Uint8Array): Uint8Array[] {
    return [...checkpoints.getKeys({ start: prefix, end: afterPrefix(prefix) })];
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
    async save(jobId, checkpointId, bytes) {
      const prefix = prefixOf(jobId);
      checkCheckpointId(checkpointId);
      await folder.write("checkpoint-store", () => {
        checkpoints.put(counterKey(prefix, checkpointId), frame(bytes));
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
    async prune(jobId, keep) {
      const prefix = prefixOf(jobId);
      await folder.write("checkpoint-store", () => {
        const keys = keysOf(prefix);
        for (const key of keys.slice(0, Math.max(0, keys.length - keep))) checkpoints.remove(key);
      });
    },
    async drop(jobId) {
      const prefix = prefixOf(jobId);
      await folder.write("checkpoint-store", () => {
        for (const key of keysOf(prefix)) checkpoints.remove(key);
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await folder.release();
    },
  };
}
