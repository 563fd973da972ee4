import { useRef, useSyncExternalStore } from "react";

/** State outside React, so that a component re-renders only for the part that it reads. */
export interface ReadableStore<S> {
  get(): S;
  subscribe(listener: () => void): () => void;
}

export interface Store<S, A> extends ReadableStore<S> {
  dispatch(action: A): void;
}

export function createStore<S, A>(reduce: (state: S, action: A) => S, initial: S): Store<S, A> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** Part of a store's state. Re-renders when `same` says that the part changed. */
export function useStorePart<S, T>(
  store: ReadableStore<S>,
  part: (state: S) => T,
  same: (a: T, b: T) => boolean = Object.is,
): T {
  const last = useRef<{ readonly value: T } | null>(null);
  const read = () => {
    const value = part(store.get());
    if (last.current !== null && same(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(store.subscribe, read, read);
}
