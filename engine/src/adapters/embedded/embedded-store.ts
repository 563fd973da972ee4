import { TilescopeError } from "../../errors.ts";
import type { GetRequest, GetResponse, KVStore, PutRequest, TimedValue } from "../../ports/kv-store.ts";
import { checkGet, checkPut, nameBytes } from "../../ports/limits.ts";
import type { Folder } from "./folder.ts";
import { frame, unframe } from "./frame.ts";
import {
  afterPrefix,
  counterBytes,
  counterOfKey,
  KIND_APPENDED,
  KIND_TILE,
  KIND_VERSIONED,
  readValueKey,
  sized,
  valueKey,
  valuePrefix,
} from "./key-layout.ts";

/** A KVStore in an lmdb file. The puts of one call appear together or not at all. */
export function createEmbeddedStore(folder: Folder, maxValueBytes: number): KVStore {
  /** By dataset: the next sequence number of its appended values. */
  const datasets = folder.table("datasets");
  const values = folder.table("values");
  /** By the key of a tile's value, for tiles that were put with a version. */
  const versions = folder.table("versions");
  let closed = false;

  function open(): void {
    if (closed) throw new TilescopeError("kv-store/closed", "The store is closed");
  }

  function putAll(requests: readonly PutRequest[]): void {
    const sequences = new Map<string, { name: Uint8Array; next: number }>();
    for (const request of requests) {
      let dataset = sequences.get(request.dataset);
      if (dataset === undefined) {
        const name = nameBytes("kv-store", request.dataset);
        const stored = datasets.get(name);
        dataset = { name, next: stored === undefined ? 0 : counterOfKey(stored) };
        sequences.set(request.dataset, dataset);
      }
      const prefix = valuePrefix(dataset.name, request.keyBytes);
      const { tile, version } = request;
      if (tile === undefined) {
        const key =
          version === undefined
            ? valueKey(prefix, request.tsMillis, KIND_APPENDED, dataset.next++)
            : valueKey(prefix, request.tsMillis, KIND_VERSIONED, version);
        values.put(key, frame(request.valueBytes));
        continue;
      }
      const key = valueKey(prefix, tile.startMs, KIND_TILE, tile.sizeMs);
      if (takeVersion(key, version)) values.put(key, frame(request.valueBytes));
    }
    for (const { name, next } of sequences.values()) datasets.put(name, counterBytes(next));
  }

  /** Notes the version of a tile about to be put; false when the stored one is newer. */
  function takeVersion(key: Uint8Array, version: number | undefined): boolean {
    const stored = versions.get(key);
    if (version === undefined) {
      if (stored !== undefined) versions.remove(key);
      return true;
    }
    if (stored !== undefined && counterOfKey(stored) > version) return false;
    versions.put(key, counterBytes(version));
    return true;
  }

  function get(request: GetRequest): GetResponse {
    const prefix = valuePrefix(nameBytes("kv-store", request.dataset), request.keyBytes);
    const after = request.afterTsMillis;
    const range =
      after === undefined
        ? { start: afterPrefix(prefix), end: prefix, reverse: true, limit: 1 }
        : { start: valueKey(prefix, after, 0, 0), end: afterPrefix(prefix) };
    const found: TimedValue[] = [];
    for (const { key, value } of values.getRange(range)) {
      const bytes = unframe(value);
      const { timeMs, kind, number } = readValueKey(key);
      if (bytes === null)
        return {
          ok: false,
          error: new TilescopeError("kv-store/corrupt", `The value of ${request.dataset} at ${timeMs} is damaged`),
        };
      found.push(
        kind === KIND_TILE
          ? { bytes, millis: timeMs, tile: { startMs: timeMs, sizeMs: number } }
          : { bytes, millis: timeMs },
      );
    }
    return { ok: true, values: found };
  }

  return {
    async create(dataset) {
      open();
      const name = nameBytes("kv-store", dataset);
      await folder.write("kv-store", () => {
        if (datasets.get(name) === undefined) datasets.put(name, counterBytes(0));
      });
    },
    async multiPut(requests) {
      open();
      for (const request of requests) checkPut(request, maxValueBytes);
      if (requests.length > 0) await folder.write("kv-store", () => putAll(requests));
      return requests.map(() => true);
    },
    async multiGet(requests) {
      open();
      for (const request of requests) checkGet(request);
      return folder.read("kv-store", () => requests.map(get));
    },
    async list() {
      open();
      const decoder = new TextDecoder();
      return folder.read("kv-store", () => [...datasets.getKeys()].map((key) => decoder.decode(key))).sort();
    },
    async drop(dataset) {
      open();
      const name = nameBytes("kv-store", dataset);
      await folder.write("kv-store", () => {
        const prefix = sized(name);
        for (const table of [values, versions])
          for (const key of [...table.getKeys({ start: prefix, end: afterPrefix(prefix) })]) table.remove(key);
        datasets.remove(name);
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await folder.release();
    },
  };
}
