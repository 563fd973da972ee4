import { TilescopeError } from "../errors.ts";
import type { KVStore, PutRequest } from "../ports/kv-store.ts";
import { hexFromBytes } from "../schema/json.ts";
import type { Emission } from "./emission.ts";

export interface SinkSettings {
  /** Most puts in one call to the store. */
  readonly batchSize?: number;
  /** How often a put is tried before `flush` gives up. */
  readonly attempts?: number;
  /**
   * Told of a put that no store can take, since its key or value is too large or its time none; the put is then dropped.
   * Absent: `flush` rejects.
   */
  readonly onUnstorable?: (request: PutRequest, error: TilescopeError) => void;
}

const UNSTORABLE = new Set(["kv-store/key-too-large", "kv-store/value-too-large", "kv-store/bad-time"]);

type Entry = readonly [string | number, PutRequest];

/** The tile that a put replaces, by name. */
interface Slot {
  readonly dataset: string;
  readonly startMs: number;
  readonly sizeMs: number;
  readonly name: string;
}

/**
 * Where a job's puts leave the synchronous core: collects them and writes them to a store in batches, one after another.
 * Of several writes of a tile only the last is sent, since it replaces the others, and an older one never follows a
 * newer one (Chronon's writer, with ten puts under way at once and in no order, can overwrite a tile with its past).
 */
export class StoreSink {
  readonly #store: KVStore;
  readonly #batchSize: number;
  readonly #attempts: number;
  readonly #onUnstorable: SinkSettings["onUnstorable"];
  /** By tile slot, or by number for values that are appended. In order of the first write that waits. */
  #waiting = new Map<string | number, PutRequest>();
  #appended = 0;
  /** By the bytes of the key: the writes of a tile share them, so its name is made once and not for every write. */
  readonly #slots = new WeakMap<Uint8Array, Slot>();

  constructor(store: KVStore, { batchSize = 500, attempts = 3, onUnstorable }: SinkSettings = {}) {
    this.#store = store;
    this.#batchSize = batchSize;
    this.#attempts = attempts;
    this.#onUnstorable = onUnstorable;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a put and leaves other emissions alone. */
  accept(emission: Emission): void {
    if (emission.kind === "put") this.#waiting.set(this.#nameOf(emission.request), emission.request);
  }

  #nameOf({ dataset, keyBytes, tile }: PutRequest): string | number {
    if (tile === undefined) return this.#appended++;
    const { startMs, sizeMs } = tile;
    const known = this.#slots.get(keyBytes);
    if (known !== undefined && known.startMs === startMs && known.sizeMs === sizeMs && known.dataset === dataset)
      return known.name;
    const name = `${startMs} ${sizeMs} ${hexFromBytes(keyBytes)} ${dataset}`;
    this.#slots.set(keyBytes, { dataset, startMs, sizeMs, name });
    return name;
  }

  /**
   * Resolves when the store has everything that was accepted before: only then may a checkpoint be taken. Rejects with
   * `TilescopeError` (`sink/refused`) when the store refuses a put each time; what it has not taken stays waiting.
   */
  async flush(): Promise<void> {
    for (let attempt = 1; this.#waiting.size > 0; attempt++) {
      const entries = [...this.#waiting];
      for (let from = 0; from < entries.length; from += this.#batchSize)
        await this.#write(entries.slice(from, from + this.#batchSize));
      if (this.#waiting.size > 0 && attempt >= this.#attempts)
        throw new TilescopeError("sink/refused", `The store refused ${this.#waiting.size} puts ${attempt} times.`);
    }
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    let stored: readonly boolean[];
    try {
      stored = await this.#store.multiPut(entries.map(([, request]) => request));
    } catch (error) {
      await this.#withoutUnstorable(entries, error);
      return;
    }
    for (const [i, [slot, request]] of entries.entries())
      if (stored[i] === true && this.#waiting.get(slot) === request) this.#waiting.delete(slot);
  }

  /** One put beyond the limits rejects its whole call: halves the call until that put is alone. */
  async #withoutUnstorable(entries: readonly Entry[], error: unknown): Promise<void> {
    const [first] = entries;
    if (!(error instanceof TilescopeError && UNSTORABLE.has(error.code)) || !this.#onUnstorable || !first) throw error;
    if (entries.length === 1) {
      this.#waiting.delete(first[0]);
      this.#onUnstorable(first[1], error);
      return;
    }
    const middle = entries.length >> 1;
    await this.#write(entries.slice(0, middle));
    await this.#write(entries.slice(middle));
  }
}
