import { createMemoryStore } from "../adapters/memory/index.ts";
import { TilescopeError } from "../errors.ts";
import type { GetRequest, GetResponse, KVStore, PutRequest } from "../ports/kv-store.ts";
import { bytesFromHex, hexFromBytes, type Json } from "../schema/json.ts";
import { SERVING_INFO_KEY } from "../serving/stored-serving-info.ts";
import { arrayOf, objectOf } from "./chronon-case.ts";

const INFO_KEY = hexFromBytes(new TextEncoder().encode(SERVING_INFO_KEY));
const idOf = (dataset: string, keyBytes: Uint8Array): string => `${dataset} ${hexFromBytes(keyBytes)}`;
const placeOf = (dataset: string, keyHex: string, ts: number): string => `${dataset} ${keyHex} ${ts}`;

/**
 * The store of the fetch cases: keeps every value, can be told to fail, and where several have the latest time the first
 * of them is the latest, as to Chronon's fetcher. With `recorded`, contents as Chronon left them, it holds those bytes in
 * the place of what is put there, value by value.
 */
export class FetchStore {
  readonly #recorded: ReadonlyMap<string, Uint8Array[]>;
  readonly #store: KVStore = createMemoryStore();
  readonly #puts: PutRequest[] = [];
  readonly #failing = new Set<string>();
  isDown = false;

  readonly port: KVStore = {
    ...this.#store,
    multiPut: (requests) => this.#store.multiPut(requests),
    multiGet: async (requests) => {
      if (this.isDown) throw new TilescopeError("kv-store/read-failed", "The store is down");
      return Promise.all(requests.map((request) => this.#get(request)));
    },
  };

  constructor(recorded: Json | undefined) {
    const places = Map.groupBy(arrayOf(recorded ?? []).map(objectOf), ({ dataset, keyHex, ts }) =>
      placeOf(String(dataset), String(keyHex), Number(ts)),
    );
    this.#recorded = new Map(
      [...places].map(([place, values]) => [place, values.map(({ valueHex }) => bytesFromHex(String(valueHex)))]),
    );
  }

  async put(requests: readonly PutRequest[]): Promise<void> {
    const puts = requests.map((put) => {
      const place = placeOf(put.dataset, hexFromBytes(put.keyBytes), put.tsMillis);
      return { ...put, valueBytes: this.#recorded.get(place)?.shift() ?? put.valueBytes };
    });
    this.#puts.push(...puts);
    await this.#store.multiPut(puts);
  }

  fail(dataset: string, keyBytes: Uint8Array): void {
    this.#failing.add(idOf(dataset, keyBytes));
  }

  unfail(): void {
    this.#failing.clear();
  }

  /** All data values that were put, serving infos left out. */
  contents(): Json[] {
    return this.#puts.flatMap(({ dataset, keyBytes, valueBytes, tsMillis }): Json[] => {
      const keyHex = hexFromBytes(keyBytes);
      return keyHex === INFO_KEY ? [] : [{ dataset, keyHex, valueHex: hexFromBytes(valueBytes), ts: tsMillis }];
    });
  }

  async #get(request: GetRequest): Promise<GetResponse> {
    if (this.#failing.has(idOf(request.dataset, request.keyBytes)))
      return { ok: false, error: new TilescopeError("kv-store/corrupt", "This key cannot be read") };
    if (request.afterTsMillis !== undefined) return this.#one(request);
    const all = await this.#one({ ...request, afterTsMillis: Number.NEGATIVE_INFINITY });
    if (!all.ok) return all;
    const latestMs = all.values.at(-1)?.millis;
    return { ok: true, values: all.values.filter(({ millis }) => millis === latestMs).slice(0, 1) };
  }

  async #one(request: GetRequest): Promise<GetResponse> {
    const [answer] = await this.#store.multiGet([request]);
    return answer ?? { ok: true, values: [] };
  }
}
