import { TilescopeError } from "../../errors.ts";
import { nameBytes } from "../../ports/limits.ts";
import type { Locks } from "../../ports/locks.ts";

/** Locks among the holders in this process's memory, for the browser and for tests. */
export function createMemoryLocks(): Locks {
  const held = new Set<string>();
  let fences = 0;
  let closed = false;
  return {
    async tryAcquire(name) {
      if (closed) throw new TilescopeError("locks/closed", "The locks are closed");
      nameBytes("locks", name);
      if (held.has(name)) return null;
      held.add(name);
      let mine = true;
      return {
        fence: ++fences,
        lost: new Promise(() => undefined),
        isHeld: () => mine,
        confirm: async () => mine,
        async release() {
          if (mine) held.delete(name);
          mine = false;
        },
      };
    },
    async close() {
      closed = true;
    },
  };
}
