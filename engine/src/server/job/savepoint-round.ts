import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import type { KeyShare } from "../../runtime/key-share.ts";
import { type JobCheckpoint, writeCheckpoint } from "./checkpoint-format.ts";
import { isSavepointSaved } from "./load-savepoint.ts";
import { heldName, savepointName } from "./worker-names.ts";

/**
 * One worker's part in a savepoint. All workers must save their state at the same offsets, and none may have gone past them
 * before it hears of the request. So each first stops and says where; when all have, the furthest of them is where all go
 * on to and save. Every step may be repeated after a crash.
 */
export class SavepointRound {
  readonly id: string;
  /** Nothing is read behind it. */
  readonly stops: boolean;
  readonly #store: CheckpointStore;
  readonly #share: KeyShare;
  #isHeld = false;
  #targets: readonly number[] | null = null;

  constructor(store: CheckpointStore, id: string, share: KeyShare, stops: boolean) {
    this.#store = store;
    this.stops = stops;
    this.id = id;
    this.#share = share;
  }

  /** Offsets that this worker reads up to; `null` while the others have not said where they are: it waits. */
  async targets(offsets: readonly number[]): Promise<readonly number[] | null> {
    if (this.#targets !== null) return this.#targets;
    if (this.#share.count === 1) return offsets;
    const name = heldName(this.id);
    if (!this.#isHeld) {
      // After a crash the first word counts: another worker may have gone on by it.
      await this.#store.saveFirst(name, this.#share.index, new TextEncoder().encode(JSON.stringify(offsets)));
      this.#isHeld = true;
    }
    const held: number[][] = [];
    for (let index = 0; index < this.#share.count; index++) {
      const bytes = await this.#store.load(name, index);
      if (bytes === null) return null;
      held.push(JSON.parse(new TextDecoder().decode(bytes)) as number[]);
    }
    this.#targets = offsets.map((_, partition) => Math.max(...held.map((one) => one[partition] ?? 0)));
    return this.#targets;
  }

  /** Whether this worker has saved its part, perhaps before a crash. */
  async isSaved(): Promise<boolean> {
    return isSavepointSaved(this.#store, this.id, this.#share);
  }

  async save(checkpoint: JobCheckpoint): Promise<void> {
    const bytes = writeCheckpoint({ ...checkpoint, base: null, closed: [] });
    await this.#store.saveFirst(savepointName(this.id), this.#share.index, bytes);
  }
}
