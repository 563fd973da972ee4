/** Where a put belongs inside a dataset that holds tiles: a later put of the same tile replaces the earlier one. */
export interface TileSlot {
  readonly startMs: number;
  readonly sizeMs: number;
}

export interface PutRequest {
  readonly dataset: string;
  readonly keyBytes: Uint8Array;
  readonly valueBytes: Uint8Array;
  /** Time of the value in ms: event time of an untiled event, batch end of a batch value, last event time of a tile. */
  readonly tsMillis: number;
  /** Absent: append; values of one key and one ms all survive, in order. */
  readonly tile?: TileSlot;
  /**
   * Of a tile: grows with every change of its content, as the position in the log does. A put does not replace one of a
   * higher version; it counts as stored, for what it says is outdated. Absent: the put that comes last stays.
   *
   * Of an appended value: its place among the values of its key and ms, such as its position in the log. A put of the same
   * key, ms and version is that value again and replaces it, so that a repeated put adds nothing. Do not mix values with
   * and without a version in one key. In a dataset that keeps only the latest value of a key it means nothing.
   */
  readonly version?: number;
}

export interface GetRequest {
  readonly dataset: string;
  readonly keyBytes: Uint8Array;
  /** Present: all values with `millis` at or after it, oldest first. Absent: the latest value only. */
  readonly afterTsMillis?: number;
}

/** Belongs to the store: whoever changes the bytes breaks later reads. */
export interface TimedValue {
  readonly bytes: Uint8Array;
  /** Event time of an event, start of a tile, batch end of a batch value. */
  readonly millis: number;
  readonly tile?: TileSlot;
}

/** One answer per request, in order: values (empty when the key is absent) or the failure of that key alone. */
export type GetResponse =
  | { readonly ok: true; readonly values: readonly TimedValue[] }
  | { readonly ok: false; readonly error: Error };

/**
 * Chronon's KVStore contract. A call that fails as a whole rejects with a `TilescopeError` that carries its cause:
 * `kv-store/closed`, `kv-store/disk-full`, `kv-store/read-failed`, `kv-store/write-failed`, and for a request beyond the
 * limits (see `limits.ts`) `kv-store/bad-name`, `kv-store/bad-time`, `kv-store/bad-version`, `kv-store/key-too-large`,
 * `kv-store/value-too-large`. A store behind a network also rejects with `kv-store/unavailable`: then it is not known what
 * it stored. `drop` can also reject with `kv-store/interrupted`. A stored value that was damaged fails alone, with `kv-store/corrupt`. Every adapter passes
 * `engine/testing/kv-store-conformance.ts`.
 */
export interface KVStore {
  /** Makes an empty dataset; an existing one is fine and keeps its values. */
  create(dataset: string): Promise<void>;
  /**
   * One entry per request, in order: whether that put was stored. A put into an absent dataset makes it. A rejected
   * call stored nothing, but for `kv-store/unavailable`. Adapters say in their README whether the puts of one call also appear together.
   */
  multiPut(requests: readonly PutRequest[]): Promise<boolean[]>;
  /** An absent dataset holds nothing: its keys are absent. */
  multiGet(requests: readonly GetRequest[]): Promise<GetResponse[]>;
  /** Names of the datasets that exist, sorted by UTF-16 unit. */
  list(): Promise<string[]>;
  /**
   * Removes a dataset with all its values; absent is fine. A store that does so in steps asks `mayGoOn` before each, and
   * rejects with `kv-store/interrupted` once it answers false.
   */
  drop(dataset: string, mayGoOn?: () => boolean): Promise<void>;
  /** Every later call rejects with `kv-store/closed`; closing again is fine. */
  close(): Promise<void>;
}
