const SMALLEST_TABLE = 16;
const MULTIPLIER = 0x9e3779b1;
const FREE = -1;
const MOST_SPARE = 4;

function grown(array: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(array);
  return copy;
}

/**
 * The tiles of one start, in the order in which they came. Most are never looked for, as the newest tile of a key is
 * known without; an open-addressing table over their keys is made, and kept up, only when one is.
 */
class TileGroup {
  /** Its own while there is a group, whichever start it stands for. */
  readonly number: number;
  #size = 0;
  #keys: Int32Array = new Int32Array(SMALLEST_TABLE / 2);
  #slots: Int32Array = new Int32Array(SMALLEST_TABLE / 2);
  /** Index into keys and slots, or -1. At least half of it is free. */
  #table = new Int32Array(0);
  /** How many of the tiles are in the table. */
  #tabled = 0;

  constructor(number: number) {
    this.number = number;
  }

  get size(): number {
    return this.#size;
  }

  keyAt(entry: number): number {
    return this.#keys[entry] as number;
  }

  slotAt(entry: number): number {
    return this.#slots[entry] as number;
  }

  /** Forgets everything and keeps the room. */
  clear(): void {
    this.#size = 0;
    if (this.#tabled > 0) this.#table.fill(FREE);
    this.#tabled = 0;
  }

  /** Gives the room back; only once it is clear. */
  shrink(): void {
    this.#keys = new Int32Array(SMALLEST_TABLE / 2);
    this.#slots = new Int32Array(SMALLEST_TABLE / 2);
    this.#table = new Int32Array(0);
  }

  /** Adds a tile of a key that has none here. */
  add(key: number, slot: number): void {
    if (this.#size === this.#keys.length) {
      this.#keys = grown(this.#keys, 2 * this.#size);
      this.#slots = grown(this.#slots, 2 * this.#size);
    }
    this.#keys[this.#size] = key;
    this.#slots[this.#size] = slot;
    this.#size++;
  }

  /** Slot of the key, or -1. */
  slotOf(key: number): number {
    this.#enter();
    const entry = this.#table[this.#place(key)] as number;
    return entry === FREE ? -1 : this.slotAt(entry);
  }

  /** Puts the tiles that came since the last search into the table. */
  #enter(): void {
    if (2 * this.#keys.length !== this.#table.length) {
      this.#table = new Int32Array(2 * this.#keys.length).fill(FREE);
      this.#tabled = 0;
    }
    for (; this.#tabled < this.#size; this.#tabled++) this.#table[this.#place(this.keyAt(this.#tabled))] = this.#tabled;
  }

  #place(key: number): number {
    const mask = this.#table.length - 1;
    let place = Math.imul(key, MULTIPLIER);
    place = (place ^ (place >>> 15)) & mask;
    for (;;) {
      const entry = this.#table[place] as number;
      if (entry === FREE || this.#keys[entry] === key) return place;
      place = (place + 1) & mask;
    }
  }
}

/** Stands for no start: no tile is ever in it. */
const NO_GROUP = new TileGroup(0);

/**
 * Numbers the open tiles, so that their contents can lie in slabs: a slot for each key and start, given anew once its
 * tile is closed. The newest tile of a key is found without a search. What is held by key is small, so that it stays in
 * the processor's cache with many keys.
 */
export class TileSlots {
  readonly #sizeMs: number;
  /** By key: number of the group of its newest tile (0: none is open), then the slot. */
  #newest = new Int32Array(0);
  readonly #groups = new Map<number, TileGroup>();
  /** By number of a group: its start; NaN while it stands for none. */
  #startsMs = new Float64Array(SMALLEST_TABLE).fill(Number.NaN);
  #groupCount = 1;
  readonly #free: number[] = [];
  #slots = 0;
  /** Groups of closed tiles, for the next ones: those will be about as large. The last ones have their room still. */
  readonly #spare: TileGroup[] = [];
  /** Where the last search was, and most likely the next is. */
  #searched = NO_GROUP;
  /** Number of the group in which the last tile was that is its key's newest: most likely the next is in it too. */
  #likely = 0;
  readonly #onNew: (slot: number) => void;

  /** `onNew` is told of every slot that is given, fresh or anew. */
  constructor(sizeMs: number, onNew: (slot: number) => void) {
    this.#sizeMs = sizeMs;
    this.#onNew = onNew;
  }

  get openTiles(): number {
    return this.#slots - this.#free.length;
  }

  /** Slots of the tiles of events `from` to `from + length`. */
  find(keys: Int32Array, timesMs: Float64Array, from: number, length: number, slots: Int32Array): void {
    for (let i = 0; i < length; i++) {
      i = this.#findLikely(keys, timesMs, from, i, length, slots);
      if (i < length) slots[i] = this.#slotOf(keys[from + i] as number, timesMs[from + i] as number);
    }
  }

  /** Takes out all tiles that end at or before `untilMs`, by start, those of one start in the order in which they came. */
  close(untilMs: number, visit: (key: number, startMs: number, slot: number) => void): void {
    const due = [...this.#groups.keys()].filter((startMs) => startMs + this.#sizeMs <= untilMs).sort((a, b) => a - b);
    for (const startMs of due) {
      const group = this.#groups.get(startMs);
      if (group === undefined) continue;
      this.#groups.delete(startMs);
      for (let entry = 0; entry < group.size; entry++) {
        const key = group.keyAt(entry);
        const slot = group.slotAt(entry);
        visit(key, startMs, slot);
        if (this.#newest[2 * key] === group.number) this.#newest[2 * key] = 0;
        this.#free.push(slot);
      }
      this.#setAside(group);
    }
  }

  /** Calls `visit` for the slot of every open tile. */
  forEach(visit: (slot: number) => void): void {
    for (const group of this.#groups.values())
      for (let entry = 0; entry < group.size; entry++) visit(group.slotAt(entry));
  }

  /**
   * Finds the slots from event `start` on while the tile of each is the newest of its key and of the likely group; returns
   * where it stopped. A loop of its own, since V8 makes a faster one of what calls nothing.
   */
  #findLikely(
    keys: Int32Array,
    timesMs: Float64Array,
    from: number,
    start: number,
    length: number,
    slots: Int32Array,
  ): number {
    const sizeMs = this.#sizeMs;
    const newest = this.#newest;
    const likely = this.#likely;
    const startMs = this.#startsMs[likely] as number;
    for (let i = start; i < length; i++) {
      const at = 2 * (keys[from + i] as number);
      const intoTileMs = (timesMs[from + i] as number) - startMs;
      if (newest[at] !== likely || !(intoTileMs >= 0 && intoTileMs < sizeMs)) return i;
      slots[i] = newest[at + 1] as number;
    }
    return length;
  }

  #slotOf(key: number, timeMs: number): number {
    const group = this.#newest[2 * key] ?? 0;
    const intoNewestMs = timeMs - (this.#startsMs[group] as number);
    if (!(intoNewestMs >= 0 && intoNewestMs < this.#sizeMs))
      return this.#search(key, Math.floor(timeMs / this.#sizeMs) * this.#sizeMs);
    this.#likely = group;
    return this.#newest[2 * key + 1] as number;
  }

  #search(key: number, startMs: number): number {
    if (2 * key >= this.#newest.length) this.#growKeys(key);
    if (startMs !== this.#startsMs[this.#searched.number]) this.#searched = this.#groupOf(startMs);
    const isOlder = startMs < (this.#startsMs[this.#newest[2 * key] as number] as number);
    const known = isOlder ? this.#searched.slotOf(key) : -1;
    if (known >= 0) return known;
    const slot = this.#free.pop() ?? this.#slots++;
    this.#onNew(slot);
    this.#searched.add(key, slot);
    if (!isOlder) {
      this.#likely = this.#searched.number;
      this.#newest[2 * key] = this.#searched.number;
      this.#newest[2 * key + 1] = slot;
    }
    return slot;
  }

  #groupOf(startMs: number): TileGroup {
    const known = this.#groups.get(startMs);
    if (known !== undefined) return known;
    const group = this.#spare.pop() ?? this.#newGroup();
    this.#groups.set(startMs, group);
    this.#startsMs[group.number] = startMs;
    return group;
  }

  #newGroup(): TileGroup {
    const number = this.#groupCount++;
    if (number === this.#startsMs.length) {
      const grown = new Float64Array(2 * number).fill(Number.NaN);
      grown.set(this.#startsMs);
      this.#startsMs = grown;
    }
    return new TileGroup(number);
  }

  #setAside(group: TileGroup): void {
    this.#startsMs[group.number] = Number.NaN;
    group.clear();
    if (this.#spare.length < MOST_SPARE) this.#spare.push(group);
    else {
      group.shrink();
      this.#spare.unshift(group);
    }
  }

  #growKeys(key: number): void {
    const grown = new Int32Array(2 * Math.max(this.#newest.length, key + 1, 512));
    grown.set(this.#newest);
    this.#newest = grown;
  }
}
