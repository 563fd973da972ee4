import { hexFromBytes } from "../schema/json.ts";
import type { BatchIr } from "./batch-ir.ts";

/** Decoded batch IRs by dataset, key and batch end; the least recently read leave first. Reads never change an entry. */
export class BatchIrCache {
  readonly #entries = new Map<string, BatchIr>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(dataset: string, keyBytes: Uint8Array, batchEndMs: number): BatchIr | null {
    const key = cacheKey(dataset, keyBytes, batchEndMs);
    const found = this.#entries.get(key);
    if (found === undefined) return null;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(dataset: string, keyBytes: Uint8Array, batchEndMs: number, ir: BatchIr): void {
    if (this.#capacity <= 0) return;
    this.#entries.set(cacheKey(dataset, keyBytes, batchEndMs), ir);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) return;
      this.#entries.delete(oldest);
    }
  }
}

const cacheKey = (dataset: string, keyBytes: Uint8Array, batchEndMs: number): string =>
  `${batchEndMs} ${dataset} ${hexFromBytes(keyBytes)}`;
