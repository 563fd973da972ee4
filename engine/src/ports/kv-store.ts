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
}

export interface GetRequest {
  readonly dataset: string;
  readonly keyBytes: Uint8Array;
  /** Present: all values with `millis` at or after it, oldest first. Absent: the latest value only. */
  readonly afterTsMillis?: number;
}

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
 * Chronon's KVStore contract. Puts are atomic one by one. A call that fails as a whole rejects with a `TilescopeError`
 * (`kv-store/…`) that carries its cause. Every adapter passes `engine/testing/kv-store-conformance.ts`.
 */
export interface KVStore {
  create(dataset: string): Promise<void>;
  /** One entry per request, in order: whether that put was stored. */
  multiPut(requests: readonly PutRequest[]): Promise<boolean[]>;
  multiGet(requests: readonly GetRequest[]): Promise<GetResponse[]>;
  /** Names of the datasets that exist, sorted. */
  list(): Promise<string[]>;
  /** Removes a dataset with all its values; absent is fine. */
  drop(dataset: string): Promise<void>;
  close(): Promise<void>;
}
