import { randomUUID } from "node:crypto";
import { TilescopeError } from "../../errors.ts";
import { nameBytes } from "../../ports/limits.ts";
import type { Locks } from "../../ports/locks.ts";
import type { Timers } from "../../ports/timers.ts";
import { namedKey } from "./key-layout.ts";
import { Lease } from "./lease.ts";
import { ACQUIRE, LOCK_SCRIPTS, RELEASE, RENEW } from "./lock-scripts.ts";
import { createPatientCalls } from "./patient-calls.ts";
import { connectRedis } from "./redis-connection.ts";
import { completeRedisSettings, type RedisSettings } from "./redis-settings.ts";

export interface RedisLockSettings extends RedisSettings {
  readonly timers: Timers;
  /** How long a lock outlives a holder that is not heard of. */
  readonly leaseMs?: number;
}

const DEFAULT_LEASE_MS = 10_000;
const WEEK_MS = 7 * 86_400_000;

/**
 * Locks in Redis, for processes on any number of machines. Each is a lease that its holder renews: who dies loses it after
 * `leaseMs`, and so does who is stopped or cut off for that long (see `Lock.lost`).
 */
export function createRedisLocks(given: RedisLockSettings): Locks {
  const settings = completeRedisSettings(given);
  const { timers, leaseMs = DEFAULT_LEASE_MS } = given;
  const connection = connectRedis(settings, LOCK_SCRIPTS);
  const calls = createPatientCalls(connection, settings, "locks");
  const leases = new Set<Lease>();
  let closed = false;

  return {
    async tryAcquire(name) {
      if (closed) throw new TilescopeError("locks/closed", "The locks are closed");
      const key = namedKey(settings.keyPrefix, "locks", nameBytes("locks", name));
      const token = randomUUID();
      const askedMs = timers.elapsedMs();
      const fence = await calls.one("write", () =>
        connection.run(ACQUIRE, [key, `${key}:fence`], [token, String(leaseMs), String(WEEK_MS)]),
      );
      if (fence === null || closed) return null;
      const lease = new Lease({
        fence: Number(fence),
        leaseMs,
        timers,
        askedMs,
        renew: async () =>
          (await calls.one("write", () => connection.run(RENEW, [key], [token, String(leaseMs)]))) === 1,
        async free() {
          leases.delete(lease);
          if (!closed) await calls.one("write", () => connection.run(RELEASE, [key], [token]));
        },
      });
      leases.add(lease);
      lease.lost.then(() => leases.delete(lease));
      return lease;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const lease of leases) lease.stop();
      connection.close();
    },
  };
}
