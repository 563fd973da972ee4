import type { Emit } from "../operator.ts";
import { GLOBAL_WINDOW } from "../windowing/time-window.ts";
import { TimerQueue } from "../windowing/timer-queue.ts";
import { TimeBuffer } from "./time-buffer.ts";

export type Side = "left" | "right";

export interface JoinElement<V> {
  readonly key: string;
  readonly timeMs: number;
  readonly value: V;
}

export type IntervalJoinOutput<V> =
  | { readonly kind: "joined"; readonly key: string; readonly left: JoinElement<V>; readonly right: JoinElement<V> }
  | { readonly kind: "late"; readonly side: Side; readonly element: JoinElement<V> };

/** Bounds of the right time relative to the left one, in ms, both included. */
export interface IntervalBounds {
  readonly lowerMs: number;
  readonly upperMs: number;
}

type Buffers<V> = Record<Side, TimeBuffer<JoinElement<V>>>;

/**
 * Joins elements of two streams whose times lie within bounds of each other, as Flink's interval join: each element
 * looks into the other side's buffer as it arrives, and waits in its own until no partner can come. One that is
 * strictly behind the watermark is late and joins nothing.
 */
export class IntervalJoin<V> {
  readonly #bounds: IntervalBounds;
  readonly #keys = new Map<string, Buffers<V>>();
  readonly #cleanUp: Record<Side, TimerQueue> = { left: new TimerQueue(), right: new TimerQueue() };
  #watermarkMs = Number.NEGATIVE_INFINITY;

  constructor(bounds: IntervalBounds) {
    this.#bounds = bounds;
  }

  /** Buffers that hold something, and timers that will empty them. */
  get held(): { readonly buffers: number; readonly timers: number } {
    let buffers = 0;
    for (const { left, right } of this.#keys.values()) buffers += Number(!left.isEmpty) + Number(!right.isEmpty);
    return { buffers, timers: this.#cleanUp.left.size + this.#cleanUp.right.size };
  }

  onElement(side: Side, element: JoinElement<V>, emit: Emit<IntervalJoinOutput<V>>): void {
    const { key, timeMs } = element;
    if (timeMs < this.#watermarkMs) {
      emit({ kind: "late", side, element });
      return;
    }
    const buffers = this.#buffers(key);
    buffers[side].add(timeMs, element);
    const { fromMs, toMs } = this.#reach(side);
    const others = side === "left" ? buffers.right : buffers.left;
    for (const [, elements] of others.between(timeMs + fromMs, timeMs + toMs))
      for (const other of elements) {
        const [left, right] = side === "left" ? [element, other] : [other, element];
        emit({ kind: "joined", key, left, right });
      }
    this.#cleanUp[side].register({ key, timeMs: timeMs + Math.max(0, toMs), window: GLOBAL_WINDOW });
  }

  onWatermark(watermarkMs: number): void {
    this.#watermarkMs = watermarkMs;
    for (const side of ["left", "right"] as const) {
      const timers = this.#cleanUp[side];
      for (let timer = timers.takeDue(watermarkMs); timer !== null; timer = timers.takeDue(watermarkMs)) {
        const buffers = this.#buffers(timer.key);
        buffers[side].remove(timer.timeMs - Math.max(0, this.#reach(side).toMs));
        if (buffers.left.isEmpty && buffers.right.isEmpty) this.#keys.delete(timer.key);
      }
    }
  }

  /** How far before and after its own time an element of this side finds partners. */
  #reach(side: Side): { fromMs: number; toMs: number } {
    const { lowerMs, upperMs } = this.#bounds;
    return side === "left" ? { fromMs: lowerMs, toMs: upperMs } : { fromMs: 0 - upperMs, toMs: 0 - lowerMs };
  }

  #buffers(key: string): Buffers<V> {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const fresh = { left: new TimeBuffer<JoinElement<V>>(), right: new TimeBuffer<JoinElement<V>>() };
    this.#keys.set(key, fresh);
    return fresh;
  }
}
