import type { GroupBy } from "../group-by/group-by.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Schema } from "../schema/schema.ts";
import type { JobSettings } from "../worker/protocol.ts";

const DATASET = "TILESCOPE_REGISTRY";
const KEY = new TextEncoder().encode("registry");

/** A job as it is remembered across restarts. */
export interface JobRecord {
  readonly id: string;
  readonly groupBy: string;
  readonly topic: string;
  readonly settings: JobSettings;
  /** Columns of the topic's events; null until the first events tell. */
  readonly sourceSchema: Schema | null;
  readonly startedMs: number;
  /** What was asked of it last; a running one is taken up again after a restart. */
  readonly wanted: "running" | "stopped";
}

export interface RegistryState {
  readonly groupBys: Readonly<Record<string, GroupBy>>;
  readonly topicSchemas: Readonly<Record<string, Schema>>;
  readonly jobs: Readonly<Record<string, JobRecord>>;
}

const EMPTY: RegistryState = { groupBys: {}, topicSchemas: {}, jobs: {} };

/** Definitions, topic schemas and jobs, in one value of the store: a change is stored whole or not at all. */
export class Registry {
  readonly #store: KVStore;
  #state: RegistryState;
  #saving: Promise<void> = Promise.resolve();
  #version = 0;

  private constructor(store: KVStore, state: RegistryState, version: number) {
    this.#store = store;
    this.#state = state;
    this.#version = version;
  }

  static async open(store: KVStore): Promise<Registry> {
    await store.create(DATASET);
    const [response] = await store.multiGet([{ dataset: DATASET, keyBytes: KEY }]);
    if (response !== undefined && !response.ok) throw response.error;
    const latest = response?.values.at(-1);
    if (latest === undefined) return new Registry(store, EMPTY, 0);
    const state = JSON.parse(new TextDecoder().decode(latest.bytes)) as RegistryState;
    return new Registry(store, state, latest.millis);
  }

  get state(): RegistryState {
    return this.#state;
  }

  /** Applies a change and resolves when it is stored. Changes are stored in the order of the calls. */
  update(change: (state: RegistryState) => RegistryState): Promise<void> {
    this.#state = change(this.#state);
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    const valueBytes = new TextEncoder().encode(JSON.stringify(this.#state));
    // The slot makes each save replace the one before instead of adding a version.
    await this.#store.multiPut([
      { dataset: DATASET, keyBytes: KEY, valueBytes, tsMillis: ++this.#version, tile: { startMs: 0, sizeMs: 1 } },
    ]);
  }
}

export function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
