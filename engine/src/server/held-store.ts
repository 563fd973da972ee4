import { TilescopeError } from "../errors.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Lock } from "../ports/locks.ts";

/** The store for whoever has a lock: once it is lost, what would change values rejects with `locks/lost`. */
export function heldStore(store: KVStore, lock: Lock): KVStore {
  const check = (): void => {
    if (!lock.isHeld())
      throw new TilescopeError("locks/lost", "The lock of this worker is lost; it writes nothing more.");
  };
  return {
    ...store,
    async multiPut(requests) {
      check();
      return store.multiPut(requests);
    },
    async drop(dataset) {
      check();
      return store.drop(dataset, () => lock.isHeld());
    },
  };
}
