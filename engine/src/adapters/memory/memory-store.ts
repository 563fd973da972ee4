import { TilescopeError } from "../../errors.ts";
import type { GetRequest, GetResponse, KVStore, PutRequest, TimedValue } from "../../ports/kv-store.ts";
import { checkGet, checkPut, DEFAULT_MAX_VALUE_BYTES, nameBytes } from "../../ports/limits.ts";

interface Entry {
  readonly value: TimedValue;
  /** Order among values of one ms: appended ones by sequence, tiles by size, appended ones with a version by that. */
  readonly kind: 0 | 1 | 2;
  readonly rank: number;
  readonly version: number | undefined;
}

/** A KVStore in this process's memory, for the browser and for tests. Puts of one call appear together. */
export function createMemoryStore(options: { readonly maxValueBytes?: number } = {}): KVStore {
  const maxValueBytes = options.maxValueBytes ?? DEFAULT_MAX_VALUE_BYTES;
  const datasets = new Map<string, Map<string, Entry[]>>();
  let sequence = 0;
  let closed = false;

  function open(): void {
    if (closed) throw new TilescopeError("kv-store/closed", "The store is closed");
  }

  function dataset(name: string): Map<string, Entry[]> {
    const found = datasets.get(name);
    if (found !== undefined) return found;
    const made = new Map<string, Entry[]>();
    datasets.set(name, made);
    return made;
  }

  function put(request: PutRequest): void {
    const keys = dataset(request.dataset);
    const key = textOfBytes(request.keyBytes);
    const entry = entryOf(request, sequence++);
    const entries = keys.get(key);
    if (entries === undefined) keys.set(key, [entry]);
    else insert(entries, entry);
  }

  function get(request: GetRequest): GetResponse {
    const entries = datasets.get(request.dataset)?.get(textOfBytes(request.keyBytes)) ?? [];
    if (request.afterTsMillis === undefined) {
      const latest = entries.at(-1);
      return { ok: true, values: latest === undefined ? [] : [latest.value] };
    }
    const from = firstAtOrAfter(entries, request.afterTsMillis);
    return { ok: true, values: entries.slice(from).map((entry) => entry.value) };
  }

  return {
    async create(name) {
      open();
      nameBytes("kv-store", name);
      dataset(name);
    },
    async multiPut(requests) {
      open();
      for (const request of requests) checkPut(request, maxValueBytes);
      for (const request of requests) put(request);
      return requests.map(() => true);
    },
    async multiGet(requests) {
      open();
      for (const request of requests) checkGet(request);
      return requests.map(get);
    },
    async list() {
      open();
      return [...datasets.keys()].sort();
    },
    async drop(name) {
      open();
      datasets.delete(name);
    },
    async close() {
      closed = true;
      datasets.clear();
    },
  };
}

function entryOf(request: PutRequest, sequence: number): Entry {
  const bytes = request.valueBytes.slice();
  const { tile, version } = request;
  if (tile === undefined) {
    const value = { bytes, millis: request.tsMillis };
    return version === undefined
      ? { value, kind: 0, rank: sequence, version }
      : { value, kind: 2, rank: version, version };
  }
  const slot = { startMs: tile.startMs, sizeMs: tile.sizeMs };
  return { value: { bytes, millis: slot.startMs, tile: slot }, kind: 1, rank: slot.sizeMs, version };
}

function compareEntries(left: Entry, right: Entry): number {
  return left.value.millis - right.value.millis || left.kind - right.kind || left.rank - right.rank;
}

/** Keeps the order; an entry of the same place is replaced unless it is a tile of a higher version. */
function insert(entries: Entry[], entry: Entry): void {
  let low = 0;
  let high = entries.length;
  const last = entries[high - 1];
  if (last !== undefined && compareEntries(last, entry) < 0) low = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle];
    if (other !== undefined && compareEntries(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  const at = entries[low];
  const isReplaced = at !== undefined && compareEntries(at, entry) === 0;
  if (isReplaced && isNewer(at, entry)) return;
  entries.splice(low, isReplaced ? 1 : 0, entry);
}

function isNewer(stored: Entry, entry: Entry): boolean {
  return stored.version !== undefined && entry.version !== undefined && stored.version > entry.version;
}

function firstAtOrAfter(entries: readonly Entry[], timeMs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle];
    if (other !== undefined && other.value.millis < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One character per byte, so that equal bytes are the same Map key. */
function textOfBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
