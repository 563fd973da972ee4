import type { Clock } from "../../src/ports/clock.ts";
import type { Timers } from "../../src/ports/timers.ts";
import { processingTime } from "../../src/time/event-time.ts";

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/**
 * Time that passes only when nothing else is left to do: the next timer comes at once, whatever its delay. Between two
 * timers everything runs that is ready, so a run depends on nothing but what is put into it.
 */
export class VirtualTime implements Timers {
  #nowMs = 0;
  #order = 0;
  /** A heap by time, then by order of setting. */
  readonly #heap: Due[] = [];

  elapsedMs(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    const due: Due = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, callback, cancelled: false };
    this.#heap.push(due);
    this.#up(this.#heap.length - 1);
    return () => {
      due.cancelled = true;
    };
  }

  /** Lets time pass until `done` holds; throws when that takes more than `most` timers. */
  async run(done: () => boolean, most: number): Promise<void> {
    for (let steps = 0; !done(); steps++) {
      if (steps >= most) throw new Error(`not done after ${most} steps, at ${this.#nowMs} ms`);
      const due = this.#pop();
      if (due === undefined) throw new Error(`nothing left to wait for, at ${this.#nowMs} ms`);
      if (due.cancelled) continue;
      this.#nowMs = due.atMs;
      due.callback();
      await new Promise(setImmediate);
    }
  }

  #pop(): Due | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#down(0);
    return first;
  }

  #isBefore(left: number, right: number): boolean {
    const a = this.#heap[left] as Due;
    const b = this.#heap[right] as Due;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #swap(left: number, right: number): void {
    const a = this.#heap[left] as Due;
    this.#heap[left] = this.#heap[right] as Due;
    this.#heap[right] = a;
  }

  #up(at: number): void {
    for (let child = at; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #down(at: number): void {
    for (let parent = at; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }
}

/** A clock that can be wrong and be set. */
export class SettableClock implements Clock {
  readonly #time: VirtualTime;
  readonly #startMs: number;
  offMs = 0;

  constructor(time: VirtualTime, startMs: number) {
    this.#time = time;
    this.#startMs = startMs;
  }

  now(): ReturnType<Clock["now"]> {
    return processingTime(Math.floor(this.#startMs + this.#time.elapsedMs() + this.offMs));
  }
}
