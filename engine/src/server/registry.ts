import { TilescopeError } from "../errors.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Lock, Locks } from "../ports/locks.ts";
import type { Schema } from "../schema/schema.ts";
import type { JobSettings } from "../worker/protocol.ts";
import type { EventFormat } from "./events/event-decoder.ts";
import { wait } from "./wait.ts";

const DATASET = "TILESCOPE_REGISTRY";
const KEY = new TextEncoder().encode("registry");
const LOCK = "registry";
/** Longer than a lock outlives a process that died with it. */
const LOCK_WITHIN_MS = 30_000;
const LONGEST_PAUSE_MS = 100;
const FORMAT = 2;
/** So many of the last changes are named, so that who made one can see whether it counted. */
const CHANGES_NAMED = 50;

/** A job as it is remembered across restarts. */
export interface JobRecord {
  readonly id: string;
  readonly groupBy: string;
  /** The definition that it runs, whatever becomes of the GroupBy of this name. */
  readonly definition: GroupBy;
  readonly topic: string;
  readonly settings: JobSettings;
  /** Columns of the topic's events; null until the first events tell. */
  readonly sourceSchema: Schema | null;
  /** That of the topic when the job began; absent for jobs of earlier versions. */
  readonly topicId?: string;
  /** How the topic's events are written; absent: as JSON. */
  readonly eventFormat?: EventFormat;
  readonly startedMs: number;
  /** How many workers divide the keys among them. */
  readonly workers: number;
  /** The savepoint that it starts from; null: at the beginning of the topic. */
  readonly savepoint: string | null;
  /** Values of earlier jobs are gone, so that its workers may begin. */
  readonly isPrepared: boolean;
  /** Fence of the first worker that removes those values; whoever has taken it over since does so again. */
  readonly preparer?: number;
  /** What was asked of it last; a running one is taken up again after a restart. */
  readonly wanted: "running" | "stopped";
}

export interface SavepointRecord {
  readonly id: string;
  readonly jobId: string;
  readonly createdMs: number;
  /** Nothing is read behind it: the job stops once all have saved. */
  readonly stops: boolean;
  /** Abandoned: not all workers saved their part in time. */
  readonly state: "pending" | "complete" | "abandoned";
}

/** The newest batch upload of a GroupBy. */
export interface UploadRecord {
  readonly definition: GroupBy;
  readonly sourceSchema: Schema;
  /** The midnight after its last day. */
  readonly batchEndMs: number;
  readonly keys: number;
  readonly uploadedMs: number;
  /** It is repeated every day. */
  readonly daily: boolean;
}

export interface RegistryState {
  readonly format: number;
  readonly groupBys: Readonly<Record<string, GroupBy>>;
  readonly topicSchemas: Readonly<Record<string, Schema>>;
  /** Of topics whose events are not JSON. */
  readonly topicFormats: Readonly<Record<string, EventFormat>>;
  readonly jobs: Readonly<Record<string, JobRecord>>;
  readonly savepoints: Readonly<Record<string, SavepointRecord>>;
  readonly uploads: Readonly<Record<string, UploadRecord>>;
}

const EMPTY: RegistryState = {
  format: FORMAT,
  groupBys: {},
  topicSchemas: {},
  topicFormats: {},
  jobs: {},
  savepoints: {},
  uploads: {},
};

/**
 * Definitions, topic schemas, jobs, savepoints and uploads, in one value of the store: a change is stored whole or not at
 * all. Several processes may change it, one after another by a lock. Who loses it in the middle, because it was stopped,
 * cannot undo what others have changed since, and makes its own change again unless theirs build on it.
 */
export class Registry {
  readonly #store: KVStore;
  readonly #locks: Locks;
  #state: RegistryState = EMPTY;
  #text = "";
  #version = 0;
  /** Versions of the last changes, the newest last. */
  #changes: readonly number[] = [];
  #updating: Promise<unknown> = Promise.resolve();
  readonly #watchers = new Set<() => void>();

  private constructor(store: KVStore, locks: Locks) {
    this.#store = store;
    this.#locks = locks;
  }

  /** Throws `registry/other-format` for one that another version of Tilescope has written. */
  static async open(store: KVStore, locks: Locks): Promise<Registry> {
    await store.create(DATASET);
    const registry = new Registry(store, locks);
    await registry.refresh();
    return registry;
  }

  /** As of the last refresh or update. */
  get state(): RegistryState {
    return this.#state;
  }

  /** Calls back after every change, by this process or, once refreshed, another. Returns the way out. */
  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  /** Takes over what other processes have stored. */
  async refresh(): Promise<void> {
    const [response] = await this.#store.multiGet([{ dataset: DATASET, keyBytes: KEY, afterTsMillis: 0 }]);
    if (response !== undefined && !response.ok) throw response.error;
    const stored = response?.values.at(-1);
    if (stored === undefined) return;
    const text = new TextDecoder().decode(stored.bytes);
    if (text === this.#text) return;
    const { version = 1, changes = [], ...state } = readState(text);
    if (version > this.#version) this.#take(keepEqual(this.#state, state), text, version, changes);
  }

  /**
   * Applies a change to what is stored now and resolves to the new state when it is stored. A change that throws changes
   * nothing. Changes are made in the order of the calls.
   */
  update(change: (state: RegistryState) => RegistryState): Promise<RegistryState> {
    const updated = this.#updating.catch(() => undefined).then(() => this.#update(change));
    this.#updating = updated;
    return updated;
  }

  async #update(change: (state: RegistryState) => RegistryState): Promise<RegistryState> {
    let unconfirmed: number | null = null;
    for (;;) {
      const lock = await this.#lock();
      try {
        await this.refresh();
        if (unconfirmed !== null && this.#changes.includes(unconfirmed)) return this.#state;
        const state = change(this.#state);
        if (state === this.#state) return state;
        // By the fence a later holder's version is higher, whatever this one has missed.
        const version = Math.max(this.#version + 1, lock.fence);
        const changes = [...this.#changes, version].slice(-CHANGES_NAMED);
        const text = JSON.stringify({ version, changes, ...state });
        await this.#put(text, version);
        if (await lock.confirm()) {
          this.#take(state, text, version, changes);
          return state;
        }
        unconfirmed = version;
      } finally {
        await lock.release();
      }
    }
  }

  async #put(text: string, version: number): Promise<void> {
    const valueBytes = new TextEncoder().encode(text);
    // The slot makes each save replace the one before instead of adding a value.
    const tile = { startMs: 0, sizeMs: 1 };
    const [isStored] = await this.#store.multiPut([
      { dataset: DATASET, keyBytes: KEY, valueBytes, tsMillis: 0, tile, version },
    ]);
    if (isStored !== true) throw new TilescopeError("registry/not-stored", "The store did not take the change.");
  }

  async #lock(): Promise<Lock> {
    const untilMs = performance.now() + LOCK_WITHIN_MS;
    for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const lock = await this.#locks.tryAcquire(LOCK);
      if (lock !== null) return lock;
      if (performance.now() > untilMs)
        throw new TilescopeError("registry/busy", "Another process has been changing the registry for half a minute.");
      await wait(pauseMs);
    }
  }

  #take(state: RegistryState, text: string, version: number, changes: readonly number[]): void {
    this.#state = state;
    this.#text = text;
    this.#version = version;
    this.#changes = changes;
    for (const onChange of this.#watchers) onChange();
  }
}

/** The later state with the earlier one's objects where they are equal, so that who holds one sees whether it changed. */
function keepEqual(earlier: RegistryState, later: RegistryState): RegistryState {
  const kept = <T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(after).map(([name, member]) => {
        const known = ownMember(before, name);
        return [name, JSON.stringify(known) === JSON.stringify(member) ? (known as T) : member];
      }),
    );
  return {
    format: later.format,
    groupBys: kept(earlier.groupBys, later.groupBys),
    topicSchemas: kept(earlier.topicSchemas, later.topicSchemas),
    topicFormats: kept(earlier.topicFormats, later.topicFormats),
    jobs: kept(earlier.jobs, later.jobs),
    savepoints: kept(earlier.savepoints, later.savepoints),
    uploads: kept(earlier.uploads, later.uploads),
  };
}

/** Layout 1 had definitions and columns as they are now; its jobs cannot go on, since their checkpoints had another layout. */
function readState(text: string): RegistryState & { readonly version?: number; readonly changes?: readonly number[] } {
  const stored = JSON.parse(text) as Partial<RegistryState>;
  if (stored.format === FORMAT) return { ...EMPTY, ...stored };
  if (stored.format === undefined)
    return { ...EMPTY, groupBys: stored.groupBys ?? {}, topicSchemas: stored.topicSchemas ?? {} };
  throw new TilescopeError(
    "registry/other-format",
    `The store holds definitions of layout ${stored.format}; this version of Tilescope reads ${FORMAT}. Use another data folder.`,
  );
}

/** A member by a name that anybody may have chosen; `undefined` also for what every object inherits. */
export function ownMember<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The same with one member set. */
export function withMember<T>(record: Readonly<Record<string, T>>, name: string, member: T): Record<string, T> {
  return Object.fromEntries([...Object.entries(record).filter(([key]) => key !== name), [name, member]]);
}

/** The same without one member. */
export function withoutMember<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
