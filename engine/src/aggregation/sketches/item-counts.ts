import type { FrequentItemKind, Item } from "./frequent-item-kind.ts";

/** An item and its exact count. */
export interface ItemCount {
  readonly item: Item;
  count: number;
}

const DEFAULT_TABLE = 16;
const LOAD_FACTOR = 0.75;
/** Up to here Scala's immutable map keeps the order of insertion. */
const LARGEST_INSERTION_ORDERED = 4;

/** Stands for -0 in a Map, which would take it for 0. */
const NEGATIVE_ZERO = Symbol("-0");

/** Table length of a Java `HashMap` made for `size` entries. */
const tableFor = (size: number): number => 2 ** Math.ceil(Math.log2(Math.trunc(size / LOAD_FACTOR + 1)));

/** Where a Java `HashMap` of `tableLength` buckets puts a key. */
const javaBucket = (hash: number, tableLength: number): number => (hash ^ (hash >>> 16)) & (tableLength - 1);

/** Place of a key in Scala 2.12's immutable `HashMap`, a tree over five bits of the hash at a time, lowest first. */
function scalaPlace(hash: number): number {
  let improved = (hash + ~(hash << 9)) | 0;
  improved ^= improved >>> 14;
  improved = (improved + (improved << 4)) | 0;
  improved ^= improved >>> 10;
  let place = 0;
  for (let shift = 0; shift < 32; shift += 5) place = place * 32 + ((improved >>> shift) & 31);
  return place;
}

/**
 * Exact counts by item, listed in the order in which Chronon walks them: a Java `HashMap` copied to an immutable Scala
 * map. That order decides what a frequent-items sketch keeps after the counts have outgrown their bound. Items are
 * equal as boxed Java values are: NaN equals NaN, 0.0 is not -0.0.
 */
export class ItemCounts {
  readonly #kind: FrequentItemKind;
  #tableLength: number;
  readonly #counts = new Map<Item | typeof NEGATIVE_ZERO, ItemCount>();

  private constructor(kind: FrequentItemKind, tableLength: number) {
    this.#kind = kind;
    this.#tableLength = tableLength;
  }

  static empty(kind: FrequentItemKind): ItemCounts {
    return new ItemCounts(kind, DEFAULT_TABLE);
  }

  /** Counts read back from their stored form, which lists them in order. */
  static fromStored(kind: FrequentItemKind, entries: readonly ItemCount[]): ItemCounts {
    const counts = new ItemCounts(kind, Math.max(DEFAULT_TABLE, tableFor(entries.length)));
    for (const { item, count } of entries) counts.add(item, count);
    return counts;
  }

  /** A copy; as in Java its table fits its size, so few items can come in another order. */
  copy(): ItemCounts {
    const copy = new ItemCounts(this.#kind, tableFor(this.size));
    for (const { item, count } of this.#inTableOrder()) copy.add(item, count);
    return copy;
  }

  get size(): number {
    return this.#counts.size;
  }

  add(item: Item, count: number): void {
    const key = Object.is(item, -0) ? NEGATIVE_ZERO : item;
    const held = this.#counts.get(key);
    if (held !== undefined) held.count += count;
    else if (this.#counts.set(key, { item, count }).size > this.#tableLength * LOAD_FACTOR) this.#tableLength *= 2;
  }

  /** In the order of Chronon's walk. */
  entries(): readonly ItemCount[] {
    const inTable = this.#inTableOrder();
    if (inTable.length <= LARGEST_INSERTION_ORDERED) return inTable;
    return inPlace(inTable, (item) => scalaPlace(this.#kind.scalaHash(item)));
  }

  #inTableOrder(): readonly ItemCount[] {
    return inPlace([...this.#counts.values()], (item) => javaBucket(this.#kind.hashCode(item), this.#tableLength));
  }
}

function inPlace(entries: readonly ItemCount[], place: (item: Item) => number): readonly ItemCount[] {
  return entries
    .map((entry) => ({ entry, place: place(entry.item) }))
    .sort((left, right) => left.place - right.place)
    .map(({ entry }) => entry);
}
