import type { TimeWindow } from "./time-window.ts";
import { windowId } from "./time-window.ts";

/** A time at which a key's window wants to be called. */
export interface WindowTimer {
  readonly timeMs: number;
  readonly key: string;
  readonly window: TimeWindow;
}

interface Entry extends WindowTimer {
  /** Order of registration, which settles equal times. */
  readonly order: number;
}

const before = (left: Entry, right: Entry): boolean =>
  left.timeMs < right.timeMs || (left.timeMs === right.timeMs && left.order < right.order);

/** Timers as a set over time, key and window, earliest first: a binary heap whose deleted entries are skipped. */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  readonly #live = new Map<string, Entry>();
  #order = 0;

  get size(): number {
    return this.#live.size;
  }

  /** Earliest time; `Infinity` when there is none. A timer may itself be at `Infinity`: see `takeDue`. */
  get nextMs(): number {
    return this.#peek()?.timeMs ?? Number.POSITIVE_INFINITY;
  }

  register(timer: WindowTimer): void {
    const id = idOf(timer);
    if (this.#live.has(id)) return;
    const entry = { ...timer, order: this.#order++ };
    this.#live.set(id, entry);
    this.#heap.push(entry);
    this.#siftUp(this.#heap.length - 1);
  }

  delete(timer: WindowTimer): void {
    this.#live.delete(idOf(timer));
  }

  /** Removes and returns the earliest timer at or before `timeMs`, or null. */
  takeDue(timeMs: number): WindowTimer | null {
    const next = this.#peek();
    if (next === null || next.timeMs > timeMs) return null;
    this.#live.delete(idOf(next));
    this.#removeFirst();
    return next;
  }

  /** All timers, in the order in which they would fire. */
  timers(): WindowTimer[] {
    const entries = [...this.#live.values()].sort((left, right) => (before(left, right) ? -1 : 1));
    return entries.map(({ timeMs, key, window }) => ({ timeMs, key, window }));
  }

  #peek(): Entry | null {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return null;
      if (this.#live.get(idOf(first)) === first) return first;
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (;;) {
      const child = this.#earlierChild(at);
      if (child === null || !before(this.#at(child), this.#at(at))) return;
      this.#swap(child, at);
      at = child;
    }
  }

  #earlierChild(at: number): number | null {
    const left = 2 * at + 1;
    if (left >= this.#heap.length) return null;
    const right = left + 1;
    return right < this.#heap.length && before(this.#at(right), this.#at(left)) ? right : left;
  }

  #siftUp(start: number): void {
    for (let at = start; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!before(this.#at(at), this.#at(parent))) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #swap(left: number, right: number): void {
    const entry = this.#at(left);
    this.#heap[left] = this.#at(right);
    this.#heap[right] = entry;
  }

  #at(index: number): Entry {
    return this.#heap[index] as Entry;
  }
}

const idOf = ({ timeMs, key, window }: WindowTimer): string => `${timeMs} ${windowId(window)} ${key}`;
