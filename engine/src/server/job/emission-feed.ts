import type { Json } from "../../schema/json.ts";

const KEPT = 20_000;

/** One line of a job's feed: what a client of the server-sent events sees. */
export interface FeedEntry {
  readonly id: number;
  readonly type: "tile" | "event" | "late" | "closed" | "invalid" | "watermark";
  readonly data: Json;
}

/** The newest emissions of a job and those who watch them. A slow watcher never holds the job back: it reads on its own. */
export class EmissionFeed {
  #entries: FeedEntry[] = [];
  #nextId = 1;
  readonly #watchers = new Set<() => void>();

  push(type: FeedEntry["type"], data: Json): void {
    this.#entries.push({ id: this.#nextId++, type, data });
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Wakes the watchers; called once per batch. */
  notify(): void {
    for (const wake of this.#watchers) wake();
  }

  /** Entries after `id`, oldest first, at most `limit`. */
  after(id: number, limit: number): FeedEntry[] {
    const first = this.#entries[0]?.id ?? this.#nextId;
    const from = Math.max(0, id + 1 - first);
    return this.#entries.slice(from, from + limit);
  }

  watch(wake: () => void): () => void {
    this.#watchers.add(wake);
    return () => this.#watchers.delete(wake);
  }
}
