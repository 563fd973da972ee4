import { SlabIrs } from "../aggregation/columnar/slab-irs.ts";
import type { RowAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import type { Row } from "../schema/value.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";
import type { SavedTile } from "./open-tile.ts";

/** Cells in front of a tile's IRs. */
const START_MS = 0;
const EVENTS = 1;
const LATEST_MS = 2;
/** NaN when no write waits. */
const TIMER_MS = 3;
const HEADER = 4;

const NO_KEY: Row = [];

/** The key of a tile, in each of its forms. */
interface TileKey {
  readonly key: Row;
  readonly keyId: string;
}

/**
 * The open tiles of all keys by slot, a number that is given anew once its tile is closed. What every event reads and
 * changes of a tile lies side by side in one slab (see `SlabIrs`); the rest is by slot in arrays.
 */
export class TileTable {
  readonly #aggregator: RowAggregator;
  readonly #sizeMs: number;
  readonly #irs: SlabIrs;
  /** Slot of the newest tile of each key, which most events belong to. */
  readonly #newest = new Map<string, number>();
  /** By start, then key: the tiles that are not the newest of their key. */
  readonly #older = new Map<number, Map<string, number>>();
  readonly #byEnd = new Map<number, number[]>();
  /** Ends of open tiles, largest first, so that the next to close is the last. */
  readonly #ends: number[] = [];
  readonly #free: number[] = [];
  readonly #serials: number[] = [];
  readonly #keys: TileKey[] = [];
  readonly #keyBytes: (Uint8Array | null)[] = [];
  readonly #saved: (SavedTile | null)[] = [];

  constructor(aggregator: RowAggregator, sizeMs: number) {
    this.#aggregator = aggregator;
    this.#sizeMs = sizeMs;
    this.#irs = new SlabIrs(aggregator, HEADER);
  }

  get openTiles(): number {
    return this.#serials.length - this.#free.length;
  }

  /** Slot of a key's tile, or -1. */
  find(keyId: string, startMs: number): number {
    const newest = this.#newest.get(keyId);
    if (newest === undefined) return -1;
    const newestMs = this.#irs.slab[newest * this.#irs.width] as number;
    if (newestMs === startMs) return newest;
    return newestMs < startMs ? -1 : (this.#older.get(startMs)?.get(keyId) ?? -1);
  }

  /** A slot with an empty tile, which nobody finds before `enter`. */
  open(startMs: number): number {
    const slot = this.#free.pop() ?? this.#serials.length;
    this.#irs.open(slot);
    this.#serials[slot] = -1;
    this.#keys[slot] = { key: NO_KEY, keyId: "" };
    this.#keyBytes[slot] = null;
    this.#saved[slot] = null;
    this.#set(slot, START_MS, startMs);
    this.#set(slot, LATEST_MS, startMs);
    this.#set(slot, TIMER_MS, Number.NaN);
    return slot;
  }

  enter(slot: number, serial: number, { key, keyId }: TileKey): void {
    const startMs = this.startMs(slot);
    this.#serials[slot] = serial;
    this.#keys[slot] = { key, keyId };
    const newest = this.#newest.get(keyId);
    if (newest !== undefined && this.startMs(newest) > startMs) this.#enterOlder(slot, keyId);
    else {
      if (newest !== undefined) this.#enterOlder(newest, keyId);
      this.#newest.set(keyId, slot);
    }
    const endMs = startMs + this.#sizeMs;
    const ofEnd = this.#byEnd.get(endMs);
    if (ofEnd !== undefined) {
      ofEnd.push(slot);
      return;
    }
    this.#byEnd.set(endMs, [slot]);
    const before = this.#ends.findIndex((other) => other < endMs);
    this.#ends.splice(before < 0 ? this.#ends.length : before, 0, endMs);
  }

  /** Gives the slot back. */
  close(slot: number): void {
    const { keyId } = this.#keys[slot] as TileKey;
    if (this.#newest.get(keyId) === slot) this.#newest.delete(keyId);
    this.#irs.close(slot);
    this.#free.push(slot);
  }

  /** Adds an event. Throws as `RowAggregator.update` does, and nothing has changed then. */
  add(slot: number, inputs: Row, timeMs: number): void {
    this.#irs.update(slot, inputs, timeMs);
    const { slab, width } = this.#irs;
    const base = slot * width;
    slab[base + EVENTS] = (slab[base + EVENTS] as number) + 1;
    slab[base + LATEST_MS] = timeMs;
  }

  /** The end of the tiles that close next; `Infinity` when none is open. */
  nextEndMs(): number {
    return this.#ends.at(-1) ?? Number.POSITIVE_INFINITY;
  }

  /** Slots of the tiles that close next, in order of their first events. They are found no more; `close` them. */
  takeNext(): readonly number[] {
    const endMs = this.#ends.pop() ?? 0;
    const slots = this.#byEnd.get(endMs) ?? [];
    this.#byEnd.delete(endMs);
    this.#older.delete(endMs - this.#sizeMs);
    return slots;
  }

  /** By end, then in order of first events. */
  *slots(): Iterable<number> {
    for (let i = this.#ends.length - 1; i >= 0; i--) yield* this.#byEnd.get(this.#ends[i] ?? 0) ?? [];
  }

  /** Keeps what it made until the tile changes, so that frequent checkpoints cost what changed between them. */
  save(slot: number): SavedTile {
    const known = this.#saved[slot];
    const events = this.events(slot);
    const timerMs = this.timerMs(slot);
    // A timer is set by an event only, so that nothing else can have changed.
    if (known != null && known.events === events && known.timerMs === timerMs) return known;
    const saved = {
      serial: this.serial(slot),
      key: this.key(slot),
      keyId: this.keyId(slot),
      startMs: this.startMs(slot),
      ir: this.#aggregator.normalize(this.ir(slot)),
      events,
      latestMs: this.latestMs(slot),
      timerMs,
    };
    this.#saved[slot] = saved;
    return saved;
  }

  restore(saved: SavedTile): number {
    const slot = this.open(saved.startMs);
    this.enter(slot, saved.serial, saved);
    this.#irs.restore(slot, saved.ir);
    this.#set(slot, EVENTS, saved.events);
    this.#set(slot, LATEST_MS, saved.latestMs);
    this.setTimer(slot, saved.timerMs);
    return slot;
  }

  serial(slot: number): number {
    return this.#serials[slot] ?? -1;
  }

  key(slot: number): Row {
    return this.#keys[slot]?.key ?? NO_KEY;
  }

  keyId(slot: number): string {
    return this.#keys[slot]?.keyId ?? "";
  }

  startMs(slot: number): EventTimeMs {
    return eventTime(this.#at(slot, START_MS));
  }

  endMs(slot: number): EventTimeMs {
    return eventTime(this.#at(slot, START_MS) + this.#sizeMs);
  }

  events(slot: number): number {
    return this.#at(slot, EVENTS);
  }

  latestMs(slot: number): EventTimeMs {
    return eventTime(this.#at(slot, LATEST_MS));
  }

  ir(slot: number): RowIr {
    return this.#irs.ir(slot);
  }

  timerMs(slot: number): number | null {
    const timerMs = this.#at(slot, TIMER_MS);
    return Number.isNaN(timerMs) ? null : timerMs;
  }

  setTimer(slot: number, timerMs: number | null): void {
    this.#set(slot, TIMER_MS, timerMs ?? Number.NaN);
  }

  keyBytes(slot: number, encode: (key: Row) => Uint8Array): Uint8Array {
    const known = this.#keyBytes[slot];
    if (known != null) return known;
    const bytes = encode(this.key(slot));
    this.#keyBytes[slot] = bytes;
    return bytes;
  }

  #enterOlder(slot: number, keyId: string): void {
    const startMs = this.startMs(slot);
    const ofStart = this.#older.get(startMs);
    if (ofStart !== undefined) ofStart.set(keyId, slot);
    else this.#older.set(startMs, new Map([[keyId, slot]]));
  }

  #at(slot: number, cell: number): number {
    return this.#irs.slab[slot * this.#irs.width + cell] as number;
  }

  #set(slot: number, cell: number, value: number): void {
    this.#irs.slab[slot * this.#irs.width + cell] = value;
  }
}
