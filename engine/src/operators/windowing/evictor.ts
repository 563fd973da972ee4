import type { WindowAggregate, WindowContents, WindowElement } from "./window-contents.ts";

/** Which of a window's elements stay, in order. */
export type Evictor = <V>(elements: readonly WindowElement<V>[]) => readonly WindowElement<V>[];

/** Keeps the last `n`. */
export const countEvictor =
  (n: number): Evictor =>
  (elements) =>
    elements.slice(Math.max(0, elements.length - n));

/** Keeps what is younger than `sizeMs` before the latest element in the window. */
export const timeEvictor =
  (sizeMs: number): Evictor =>
  (elements) => {
    const latestMs = elements.reduce((latest, { timeMs }) => Math.max(latest, timeMs), Number.NEGATIVE_INFINITY);
    return elements.filter(({ timeMs }) => timeMs > latestMs - sizeMs);
  };

/**
 * Keeps every element, since an evictor may take any of them out before the aggregate sees them, or after. What it
 * takes out is gone for later firings too.
 */
export function evictedContents<V, A, R>(
  aggregate: WindowAggregate<V, A, R>,
  evictor: Evictor,
  afterwards: boolean,
): WindowContents<V, readonly WindowElement<V>[], R> {
  return {
    add: (state, element) => [...(state ?? []), element],
    merge: (left, right) => [...left, ...right],
    fire(state) {
      const seen = afterwards ? state : evictor(state);
      const accumulator = seen.reduce((before, { value }) => aggregate.add(before, value), aggregate.create());
      const kept = afterwards ? evictor(seen) : seen;
      return { result: aggregate.result(accumulator), kept: kept.length > 0 ? kept : undefined };
    },
  };
}
