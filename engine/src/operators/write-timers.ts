import type { TileTable } from "./tile-table.ts";

/** Entries that were taken before their room is given back. */
const SPENT = 1_000;

/**
 * When the buffered trigger writes which tiles: in order of time, since all wait equally long. An entry is stale once its
 * tile has another timer or none, or its slot another tile.
 */
export class WriteTimers {
  readonly #tiles: TileTable;
  #slots: number[] = [];
  #serials: number[] = [];
  #timesMs: number[] = [];
  #head = 0;

  constructor(tiles: TileTable) {
    this.#tiles = tiles;
  }

  /** The timer of a tile, which has it already. */
  add(slot: number): void {
    const timerMs = this.#tiles.timerMs(slot);
    if (timerMs === null) return;
    this.#slots.push(slot);
    this.#serials.push(this.#tiles.serial(slot));
    this.#timesMs.push(timerMs);
  }

  /** The earliest time; `Infinity` when none waits. */
  nextMs(): number {
    while (this.#head < this.#slots.length && !this.#waits(this.#head)) this.#head++;
    if (this.#head > SPENT && this.#head > this.#slots.length / 2) this.#drop();
    return this.#timesMs[this.#head] ?? Number.POSITIVE_INFINITY;
  }

  /** Slot of the earliest, after `nextMs`. */
  take(): number {
    return this.#slots[this.#head++] ?? -1;
  }

  /** Serials of the tiles that wait, in order. */
  serials(): number[] {
    return this.#serials.filter((_, i) => i >= this.#head && this.#waits(i));
  }

  #waits(entry: number): boolean {
    const slot = this.#slots[entry] as number;
    return this.#tiles.timerMs(slot) === this.#timesMs[entry] && this.#tiles.serial(slot) === this.#serials[entry];
  }

  #drop(): void {
    this.#slots = this.#slots.slice(this.#head);
    this.#serials = this.#serials.slice(this.#head);
    this.#timesMs = this.#timesMs.slice(this.#head);
    this.#head = 0;
  }
}
