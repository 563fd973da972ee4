import { useSyncExternalStore } from "react";

/** A choice of the person that outlives the page: one of a few words in localStorage. */
export interface StoredSetting<T extends string> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
  readonly fallback: T;
}

/**
 * Refused storage (private windows, policies) is no error: the choice then lasts as long as the page.
 * Other tabs' changes arrive through the storage event.
 */
export function storedSetting<T extends string>(key: string, allowed: readonly T[], fallback: T): StoredSetting<T> {
  const listeners = new Set<() => void>();
  const accept = (text: string | null): T => allowed.find((value) => value === text) ?? fallback;
  let current: T | null = null;

  const read = (): T => {
    try {
      return accept(localStorage.getItem(key));
    } catch {
      return fallback;
    }
  };
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const onStorage = (event: StorageEvent) => {
    if (event.key !== key) return;
    current = accept(event.newValue);
    notify();
  };

  return {
    fallback,
    get() {
      current ??= read();
      return current;
    },
    set(value) {
      current = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // The choice still holds for this page.
      }
      notify();
    },
    subscribe(listener) {
      if (listeners.size === 0) addEventListener("storage", onStorage);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) removeEventListener("storage", onStorage);
      };
    },
  };
}

/** The current choice; the server renders the fallback. */
export function useStoredSetting<T extends string>(setting: StoredSetting<T>): T {
  return useSyncExternalStore(setting.subscribe, setting.get, () => setting.fallback);
}
