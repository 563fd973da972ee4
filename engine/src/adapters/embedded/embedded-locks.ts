import { randomUUID } from "node:crypto";
import { TilescopeError } from "../../errors.ts";
import { nameBytes } from "../../ports/limits.ts";
import type { Locks } from "../../ports/locks.ts";
import type { Folder } from "./folder.ts";
import { isLiving, ownIdentity, type ProcessIdentity } from "./living-process.ts";

interface Holder extends ProcessIdentity {
  /** Tells the holders within one process apart. */
  readonly token: string;
}

/**
 * Locks among the processes of one machine that have the folder open. A name belongs to its holder as long as the holder's
 * process lives, so a stopped process is never overtaken.
 */
export function createEmbeddedLocks(folder: Folder): Locks {
  const locks = folder.table("locks");
  const own = ownIdentity();
  let closed = false;

  function holderOf(key: Uint8Array): Holder | null {
    const stored = locks.get(key);
    return stored === undefined ? null : (JSON.parse(new TextDecoder().decode(stored)) as Holder);
  }

  return {
    async tryAcquire(name) {
      if (closed) throw new TilescopeError("locks/closed", "The locks are closed");
      const key = nameBytes("locks", name);
      const mine: Holder = { ...own, token: randomUUID() };
      const acquired = await folder.write("locks", () => {
        const holder = holderOf(key);
        if (holder !== null && isLiving(holder)) return false;
        locks.put(key, new TextEncoder().encode(JSON.stringify(mine)));
        return true;
      });
      if (!acquired) return null;
      return {
        async release() {
          if (closed) return;
          await folder.write("locks", () => {
            if (holderOf(key)?.token === mine.token) locks.remove(key);
          });
        },
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      await folder.release();
    },
  };
}
