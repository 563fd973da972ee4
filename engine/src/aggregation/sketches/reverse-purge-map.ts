const LOAD_FACTOR = 0.75;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** High 32 bits of the product of two 32-bit integers, taken as unsigned. */
function multiplyHigh(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const middle = leftHigh * rightLow + ((leftLow * rightLow) >>> 16);
  const cross = leftLow * rightHigh + (middle & 0xffff);
  return (leftHigh * rightHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) | 0;
}

/** Low 32 bits of the 64-bit finaliser of MurmurHash3, over a sign-extended 32-bit hash. */
function spread(hash: number): number {
  let low = hash | 0;
  let high = low >> 31;
  low ^= high >>> 1;
  for (const [factorHigh, factorLow] of FACTORS) {
    high = (multiplyHigh(low, factorLow) + Math.imul(low, factorHigh) + Math.imul(high, factorLow)) | 0;
    low = Math.imul(low, factorLow);
    low ^= high >>> 1;
  }
  return low;
}

const FACTORS = [
  [0xff51afd7, 0xed558ccd],
  [0xc4ceb9fe, 0x1a85ec53],
] as const;

/**
 * The table of a frequent-items sketch: counters by item in open addressing, with the slots, the purge and the order of
 * `ReversePurgeItemHashMap` of sketches-core 0.13.4, since all three show in results and bytes.
 */
export class ReversePurgeMap<Item> {
  readonly #hashCode: (item: Item) => number;
  #items: (Item | undefined)[] = [];
  #counts: number[] = [];
  /** Distance from the slot that the hash names, plus one; 0: free. */
  #drifts: number[] = [];
  #size = 0;

  constructor(hashCode: (item: Item) => number, length: number) {
    this.#hashCode = hashCode;
    this.#clear(length);
  }

  /** Number of slots, a power of two. */
  get length(): number {
    return this.#drifts.length;
  }

  get size(): number {
    return this.#size;
  }

  /** How many counters fit before the table must grow or be purged. */
  get capacity(): number {
    return Math.trunc(this.length * LOAD_FACTOR);
  }

  add(item: Item, count: number): void {
    const mask = this.length - 1;
    let slot = spread(this.#hashCode(item)) & mask;
    let drift = 1;
    while (this.#drifts[slot] !== 0 && !Object.is(this.#items[slot], item)) {
      slot = (slot + 1) & mask;
      drift++;
    }
    if (this.#drifts[slot] === 0) {
      this.#place(slot, item, count, drift);
      this.#size++;
    } else this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  grow(): void {
    const held = [...this.slots()];
    this.#clear(2 * this.length);
    for (const [item, count] of held) this.add(item, count);
  }

  /** Takes the median of the first `sampleSize` counters off all of them, drops those used up, returns the median. */
  purge(sampleSize: number): number {
    const sample: number[] = [];
    for (const [, count] of this.slots()) {
      if (sample.length === sampleSize) break;
      sample.push(count);
    }
    const median = sample.sort((a, b) => a - b)[sample.length >> 1] ?? 0;
    this.#counts = this.#counts.map((count) => count - median);
    this.#dropUsedUp();
    return median;
  }

  copy(): ReversePurgeMap<Item> {
    const copy = new ReversePurgeMap(this.#hashCode, 0);
    copy.#items = this.#items.slice();
    copy.#counts = this.#counts.slice();
    copy.#drifts = this.#drifts.slice();
    copy.#size = this.#size;
    return copy;
  }

  /** Items and counts in the order of their slots. */
  *slots(): Generator<readonly [Item, number]> {
    for (let slot = 0; slot < this.length; slot++) if (this.#drifts[slot] !== 0) yield this.#at(slot);
  }

  /** Items and counts in strides of the golden ratio, the order in which sketches are merged and listed. */
  *strides(): Generator<readonly [Item, number]> {
    const mask = this.length - 1;
    const stride = Math.trunc(this.length * GOLDEN_RATIO) | 1;
    for (let i = 0, slot = 0; i < this.length; i++, slot = (slot + stride) & mask)
      if (this.#drifts[slot] !== 0) yield this.#at(slot);
  }

  #at(slot: number): readonly [Item, number] {
    return [this.#items[slot] as Item, this.#counts[slot] ?? 0];
  }

  #clear(length: number): void {
    this.#items = new Array<Item | undefined>(length).fill(undefined);
    this.#counts = new Array<number>(length).fill(0);
    this.#drifts = new Array<number>(length).fill(0);
    this.#size = 0;
  }

  #place(slot: number, item: Item | undefined, count: number, drift: number): void {
    this.#items[slot] = item;
    this.#counts[slot] = count;
    this.#drifts[slot] = drift;
  }

  /** Back to front, so that items move forward only over slots that were looked at; the last cluster comes last. */
  #dropUsedUp(): void {
    let free = this.length - 1;
    while (this.#drifts[free] !== 0) free--;
    const dropBetween = (from: number, to: number): void => {
      for (let slot = to - 1; slot >= from; slot--)
        if (this.#drifts[slot] !== 0 && (this.#counts[slot] ?? 0) <= 0) this.#drop(slot);
    };
    dropBetween(0, free);
    dropBetween(free, this.length);
  }

  #drop(dropped: number): void {
    const mask = this.length - 1;
    let hole = dropped;
    this.#place(hole, undefined, 0, 0);
    this.#size--;
    let gap = 1;
    for (let slot = (hole + 1) & mask; this.#drifts[slot] !== 0; slot = (slot + 1) & mask, gap++) {
      const drift = this.#drifts[slot] ?? 0;
      if (drift <= gap) continue;
      this.#place(hole, this.#items[slot], this.#counts[slot] ?? 0, drift - gap);
      this.#place(slot, undefined, 0, 0);
      hole = slot;
      gap = 0;
    }
  }
}
