import { randomUUID } from "node:crypto";
import { TilescopeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { nameBytes } from "../../ports/limits.ts";
import type { Locks } from "../../ports/locks.ts";
import type { Folder } from "./folder.ts";
import { isLiving, ownIdentity, type ProcessIdentity } from "./living-process.ts";

interface Holder extends ProcessIdentity {
  /** Tells the holders within one process apart. */
  readonly token: string;
}

/** What is stored of a name: it stays when the lock is given back, so that fences go on growing. */
interface StoredLock extends Partial<Holder> {
  readonly fence?: number;
}

/**
 * Locks among the processes of one machine that have the folder open. A name belongs to its holder as long as the holder's
 * process lives, so a stopped process is never overtaken and no lock is ever lost. Fences are times of the clock where
 * that is later than the last fence, so that they grow beyond those of other adapters that an installation used before.
 */
export function createEmbeddedLocks(folder: Folder, clock: Clock): Locks {
  const locks = folder.table("locks");
  const own = ownIdentity();
  let closed = false;

  function storedAt(key: Uint8Array): StoredLock {
    const stored = locks.get(key);
    return stored === undefined ? {} : (JSON.parse(new TextDecoder().decode(stored)) as StoredLock);
  }

  function store(key: Uint8Array, lock: StoredLock): void {
    locks.put(key, new TextEncoder().encode(JSON.stringify(lock)));
  }

  return {
    async tryAcquire(name) {
      if (closed) throw new TilescopeError("locks/closed", "The locks are closed");
      const key = nameBytes("locks", name);
      const mine: Holder = { ...own, token: randomUUID() };
      const fence = await folder.write("locks", () => {
        const { pid, started = null, fence: last = 0 } = storedAt(key);
        if (pid !== undefined && isLiving({ pid, started })) return null;
        const next = Math.max(last + 1, clock.now());
        store(key, { ...mine, fence: next });
        return next;
      });
      if (fence === null) return null;
      let isReleased = false;
      return {
        fence,
        lost: new Promise(() => undefined),
        isHeld: () => !isReleased,
        confirm: async () => !isReleased,
        async release() {
          isReleased = true;
          if (closed) return;
          await folder.write("locks", () => {
            if (storedAt(key).token === mine.token) store(key, { fence });
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
