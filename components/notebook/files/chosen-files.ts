import type { ReadableStore } from "../session/store.ts";
import { pageDatabase } from "./page-database.ts";

/** Files that the person chose for file streams, by name. Their bytes never go into a document. */
export interface ChosenFiles extends ReadableStore<ReadonlyMap<string, Uint8Array>> {
  add(fileName: string, bytes: Uint8Array): void;
  /** Brings back a file of an earlier visit, if this browser still has it. */
  recall(fileName: string): Promise<boolean>;
}

/** Larger files are not kept for the next visit. */
const KEEP_BYTES = 200_000_000;

export function createChosenFiles(): ChosenFiles {
  let files: ReadonlyMap<string, Uint8Array> = new Map();
  const listeners = new Set<() => void>();
  const set = (fileName: string, bytes: Uint8Array) => {
    files = new Map(files).set(fileName, bytes);
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => files,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(fileName, bytes) {
      set(fileName, bytes);
      // Full or refused storage costs the recovery, not the file.
      if (bytes.length <= KEEP_BYTES) pageDatabase.put("files", fileName, bytes).catch(() => undefined);
    },
    async recall(fileName) {
      if (files.has(fileName)) return true;
      const bytes = await pageDatabase.get("files", fileName).catch(() => undefined);
      if (!(bytes instanceof Uint8Array)) return false;
      if (!files.has(fileName)) set(fileName, bytes);
      return true;
    },
  };
}
