import type { QueryBatch } from "./query-batch.ts";
import { headOf, tailMs, type WindowEdges } from "./window-edges.ts";

/** Numbers per key in `#keys`: first edge, cells per ms, first cell, number of cells. */
const KEY_WIDTH = 4;
/** Up to so many edges a key has one cell. */
const FEW_EDGES = 4;
/** Up to so many slots of one cell are looked through one by one. */
const FEW_SLOTS = 8;

/**
 * The event times of each key, cut at every edge of a window that a query asks for. A slot is a piece between two edges:
 * every window is a run of whole slots, and an event is looked at once, however many windows hold it, in whatever order
 * it comes. So events need no sorting, and what has to be kept grows with the queries, not with the events.
 *
 * Slot 0 takes the events of keys that nobody asks for. Each asked key then has one slot for what is before its first
 * edge and one from each edge on, in order of time; keys follow each other.
 */
export class IntervalIndex {
  /** The slot that starts at the head of each query; 0 for a query of no key. */
  readonly headSlots: Int32Array;
  readonly slotCount: number;
  /** First slot of each asked key, ascending. */
  readonly keySlots: Int32Array;
  readonly #queries: QueryBatch;
  readonly #windows: WindowEdges;
  /** Asked keys are below it. */
  readonly keyCount: number;
  /** Where each slot starts. */
  readonly #startsMs: Float64Array;
  readonly #keys: Float64Array;
  /** For each cell the last slot that starts in an earlier cell; one more for each key, with its last slot. */
  readonly #cells: Int32Array;

  constructor(queries: QueryBatch, windows: WindowEdges) {
    this.#queries = queries;
    this.#windows = windows;
    const { offsets, timesMs } = headsByKey(queries, windows.headMs);
    this.keyCount = offsets.length - 1;
    const largest = queries.length * (windows.edges.length + 1) + this.keyCount + 1;
    const startsMs = new Float64Array(largest);
    const cells = new Int32Array(largest + this.keyCount + 1);
    const keySlots: number[] = [];
    this.#keys = new Float64Array(this.keyCount * KEY_WIDTH);
    startsMs[0] = Number.NEGATIVE_INFINITY;
    let slot = 1;
    let cell = 1;
    for (let key = 0; key < this.keyCount; key++) {
      const heads = timesMs.subarray(offsets[key], offsets[key + 1]);
      const at = key * KEY_WIDTH;
      this.#keys[at] = Number.POSITIVE_INFINITY;
      if (heads.length === 0) continue;
      keySlots.push(slot);
      startsMs[slot] = Number.NEGATIVE_INFINITY;
      const count = this.#writeEdges(heads, startsMs, slot + 1);
      const cellCount = count <= FEW_EDGES ? 1 : count;
      const firstMs = startsMs[slot + 1] as number;
      const spanMs = (startsMs[slot + count] as number) - firstMs;
      const perMs = spanMs > 0 ? cellCount / spanMs : 0;
      this.#keys[at] = firstMs;
      this.#keys[at + 1] = perMs;
      this.#keys[at + 2] = cell;
      this.#keys[at + 3] = cellCount;
      fillCells(cells, cell, cellCount, perMs, startsMs, slot, count);
      slot += count + 1;
      cell += cellCount + 1;
    }
    this.slotCount = slot;
    this.keySlots = Int32Array.from(keySlots);
    this.#startsMs = startsMs.subarray(0, slot);
    this.#cells = cells.subarray(0, cell);
    this.headSlots = this.#slotsOf((headMs) => headMs);
  }

  /** The slot in which the window of each query begins; it ends before the head's. */
  tailSlots(edge: number): Int32Array {
    const window = this.#windows.edges[edge];
    return this.#slotsOf((headMs) => (window === undefined ? headMs : tailMs(window, headMs)));
  }

  /** Writes the slots of events `[from, from + length)` to `slots`. */
  find(keys: Int32Array, timesMs: Float64Array, from: number, length: number, slots: Int32Array): void {
    const keyInfo = this.#keys;
    const cells = this.#cells;
    const startsMs = this.#startsMs;
    const keyCount = this.keyCount;
    for (let i = 0; i < length; i++) {
      const key = keys[from + i] as number;
      if (key < 0 || key >= keyCount) {
        slots[i] = 0;
        continue;
      }
      const at = key * KEY_WIDTH;
      const timeMs = timesMs[from + i] as number;
      const sinceMs = timeMs - (keyInfo[at] as number);
      const first = keyInfo[at + 2] as number;
      if (sinceMs < 0) {
        slots[i] = cells[first] as number;
        continue;
      }
      const last = (keyInfo[at + 3] as number) - 1;
      const position = sinceMs * (keyInfo[at + 1] as number);
      const cell = first + (position < last ? position | 0 : last);
      let low = cells[cell] as number;
      let high = cells[cell + 1] as number;
      while (high - low > FEW_SLOTS) {
        const middle = (low + high + 1) >>> 1;
        if ((startsMs[middle] as number) <= timeMs) low = middle;
        else high = middle - 1;
      }
      while (low < high && (startsMs[low + 1] as number) <= timeMs) low++;
      slots[i] = low;
    }
  }

  #slotsOf(timeOf: (headMs: number) => number): Int32Array {
    const { length, keys, timesMs } = this.#queries;
    const { headMs } = this.#windows;
    const edgesMs = new Float64Array(length);
    for (let i = 0; i < length; i++) edgesMs[i] = timeOf(headOf(timesMs[i] as number, headMs));
    const slots = new Int32Array(length);
    this.find(keys, edgesMs, 0, length, slots);
    return slots;
  }

  /** Writes the edges of a key from `startsMs[at]` on, ascending and each once; returns how many. */
  #writeEdges(heads: Float64Array, startsMs: Float64Array, at: number): number {
    let end = at;
    const push = (timeMs: number): void => {
      if (end === at || startsMs[end - 1] !== timeMs) startsMs[end++] = timeMs;
    };
    for (let i = 0; i < heads.length; i++) push(heads[i] as number);
    for (const edge of this.#windows.edges) {
      if (edge.windowMs === Number.POSITIVE_INFINITY) continue;
      for (let i = 0; i < heads.length; i++) push(tailMs(edge, heads[i] as number));
    }
    const sorted = startsMs.subarray(at, end).sort();
    let count = 1;
    for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i] as number;
    return count;
  }
}

/** The heads of each key, ascending: those of key `k` are at `[offsets[k], offsets[k + 1])`. */
function headsByKey(
  { length, keys, timesMs }: QueryBatch,
  headMs: number,
): { offsets: Int32Array; timesMs: Float64Array } {
  let largest = -1;
  for (let i = 0; i < length; i++) largest = Math.max(largest, keys[i] as number);
  const offsets = new Int32Array(largest + 2);
  let total = 0;
  for (let i = 0; i < length; i++) {
    const key = keys[i] as number;
    if (key < 0) continue;
    offsets[key + 1] = (offsets[key + 1] as number) + 1;
    total++;
  }
  for (let key = 0; key <= largest; key++) offsets[key + 1] = (offsets[key + 1] as number) + (offsets[key] as number);
  const next = offsets.slice(0, -1);
  const heads = new Float64Array(total);
  for (let i = 0; i < length; i++) {
    const key = keys[i] as number;
    if (key < 0) continue;
    const place = next[key] as number;
    heads[place] = headOf(timesMs[i] as number, headMs);
    next[key] = place + 1;
  }
  for (let key = 0; key <= largest; key++) heads.subarray(offsets[key], offsets[key + 1]).sort();
  return { offsets, timesMs: heads };
}

/** The cells of one key, whose first slot is `slot` and which has `count` edges. */
function fillCells(
  cells: Int32Array,
  first: number,
  cellCount: number,
  perMs: number,
  startsMs: Float64Array,
  slot: number,
  count: number,
): void {
  const firstMs = startsMs[slot + 1] as number;
  let cell = 0;
  cells[first] = slot;
  for (let i = 1; i <= count; i++) {
    // The same steps as in `find`, so that edges and events of equal times are in equal cells.
    const position = ((startsMs[slot + i] as number) - firstMs) * perMs;
    const own = position < cellCount - 1 ? position | 0 : cellCount - 1;
    while (cell < own) cells[first + ++cell] = slot + i - 1;
  }
  while (cell < cellCount) cells[first + ++cell] = slot + count;
}
