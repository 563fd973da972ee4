import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";

/** One batch of records: which, in which order, and how late it was when the job took them. */
export interface JournalEntry {
  /** Processing time before the batch, in ms; `null` before there is one. */
  readonly nowMs: number | null;
  /** Pairs: partition, how many records of it in a row. */
  readonly runs: readonly number[];
}

/**
 * The order in which a worker took records from several partitions, written before anything that follows from them is
 * stored. Which partition's record comes first decides whether an event is late, and a second reading of the log may see
 * another order; with the journal a crash repeats what was done and cannot put one event into a tile and into the late
 * output. Entries are numbered from 1.
 */
export class OrderJournal {
  readonly #store: CheckpointStore;
  readonly #name: string;
  readonly #fence: number;
  #lastId = 0;

  /** `fence`: of the worker's lock. */
  constructor(store: CheckpointStore, name: string, fence: number) {
    this.#store = store;
    this.#name = name;
    this.#fence = fence;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /**
   * Entries behind `id`, in order; the journal goes on behind the last. Throws `job/corrupt-journal` when one is missing. From
   * here on no earlier holder of the worker's lock can add one, and so none can do anything that is not repeated here.
   */
  async open(id: number): Promise<JournalEntry[]> {
    await this.#store.claim(this.#name, this.#fence);
    const ids = (await this.#store.list(this.#name)).filter((entryId) => entryId > id);
    const entries: JournalEntry[] = [];
    for (const [i, entryId] of ids.entries()) {
      const bytes = await this.#store.load(this.#name, entryId);
      if (bytes === null || entryId !== id + 1 + i)
        throw new TilescopeError("job/corrupt-journal", `Entry ${id + 1 + i} of the order journal is missing.`);
      entries.push(JSON.parse(new TextDecoder().decode(bytes)) as JournalEntry);
    }
    this.#lastId = id + ids.length;
    return entries;
  }

  async append(entry: JournalEntry): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(entry));
    await this.#store.save(this.#name, this.#lastId + 1, bytes, this.#fence);
    this.#lastId++;
  }

  /** Forgets the entries up to `id`. */
  async forget(id: number): Promise<void> {
    await this.#store.prune(this.#name, Math.max(0, this.#lastId - id), this.#fence);
  }
}
