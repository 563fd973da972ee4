import { ReversePurgeMap } from "./reverse-purge-map.ts";

const SMALLEST_LG_LENGTH = 3;
const LARGEST_SAMPLE = 1024;

/** An item, and how often it came at most. */
export interface FrequentItem<Item> {
  readonly item: Item;
  readonly estimate: number;
}

/**
 * The `ItemsSketch` of sketches-core 0.13.4: counters of the most frequent items. When the table is full, the median
 * counter is taken off all of them; `offset` sums up what was taken, so a true count lies between counter and
 * counter + offset.
 */
export class FrequentItemsSketch<Item> {
  /** Table length at most, as a power of two. */
  readonly lgMaxLength: number;
  readonly #hashCode: (item: Item) => number;
  readonly #sampleSize: number;
  #counters: ReversePurgeMap<Item>;
  #offset = 0;
  #weight = 0;

  /** `lgMaxLength` below 3 gives a table of 8 all the same, but purges by a smaller sample. */
  constructor(hashCode: (item: Item) => number, lgMaxLength: number, lgLength = SMALLEST_LG_LENGTH) {
    this.#hashCode = hashCode;
    this.lgMaxLength = Math.max(lgMaxLength, SMALLEST_LG_LENGTH);
    this.#sampleSize = Math.min(LARGEST_SAMPLE, Math.trunc(2 ** lgMaxLength * 0.75));
    this.#counters = new ReversePurgeMap(hashCode, 2 ** Math.max(lgLength, SMALLEST_LG_LENGTH));
  }

  get lgLength(): number {
    return Math.log2(this.#counters.length);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Sum of all counts ever added. */
  get weight(): number {
    return this.#weight;
  }

  get size(): number {
    return this.#counters.size;
  }

  /** Items and counters in the order in which they are stored. */
  counters(): Iterable<readonly [Item, number]> {
    return this.#counters.slots();
  }

  add(item: Item, count: number): void {
    this.#weight += count;
    this.#counters.add(item, count);
    if (this.#counters.size <= this.#counters.capacity) return;
    if (this.lgLength < this.lgMaxLength) this.#counters.grow();
    else this.#offset += this.#counters.purge(this.#sampleSize);
  }

  /** Adds another sketch, which stays as it is. One whose items were all purged adds nothing, as in the reference. */
  merge(other: FrequentItemsSketch<Item>): void {
    if (other.size === 0) return;
    const weight = this.#weight + other.#weight;
    for (const [item, count] of other.#counters.strides()) this.add(item, count);
    this.#offset += other.#offset;
    this.#weight = weight;
  }

  copy(): FrequentItemsSketch<Item> {
    const copy = new FrequentItemsSketch(this.#hashCode, this.lgMaxLength);
    copy.#counters = this.#counters.copy();
    copy.#offset = this.#offset;
    copy.#weight = this.#weight;
    return copy;
  }

  /** Sets what counters alone do not tell; for reading the stored form. */
  restore(weight: number, offset: number): void {
    this.#weight = weight;
    this.#offset = offset;
  }

  /**
   * Most frequent first: without false positives those whose counter is at least the error; without false negatives
   * every item that has a counter.
   */
  frequentItems(without: "false-positives" | "false-negatives"): FrequentItem<Item>[] {
    const rows: FrequentItem<Item>[] = [];
    const least = without === "false-positives" ? this.#offset : 0;
    for (const [item, count] of this.#counters.strides())
      if (count >= least) rows.push({ item, estimate: count + this.#offset });
    return rows.sort((left, right) => right.estimate - left.estimate);
  }
}
