import type { Json } from "../../schema/json.ts";

/** Enough for a client that connects again after some seconds, and few enough to be garbage before they are old. */
const KEPT = 2_000;

/** One line of a job's feed: what a client of the server-sent events sees. */
export interface FeedEntry {
  readonly id: number;
  readonly type: "tile" | "event" | "late" | "closed" | "invalid" | "watermark";
  readonly data: Json;
}

/** One that nobody has asked for yet. Most are never looked at, so that what they show is made when they are. */
interface KeptEntry {
  readonly id: number;
  readonly type: FeedEntry["type"];
  readonly show: () => Json;
}

/** The newest emissions of a job and those who watch them. A slow watcher never holds the job back: it reads on its own. */
export class EmissionFeed {
  #entries: KeptEntry[] = [];
  #nextId = 1;
  readonly #watchers = new Set<() => void>();

  /** `show` gives the same at any time. */
  push(type: FeedEntry["type"], show: () => Json): void {
    this.#entries.push({ id: this.#nextId++, type, show });
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
    return this.#entries.slice(from, from + limit).map(({ id, type, show }) => ({ id, type, data: show() }));
  }

  watch(wake: () => void): () => void {
    this.#watchers.add(wake);
    return () => this.#watchers.delete(wake);
  }
}
