import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisLocks } from "../../src/adapters/redis/index.ts";
import type { Timers } from "../../src/ports/timers.ts";
import { systemTimers } from "../../src/server/system-timers.ts";
import { wait } from "../../src/server/wait.ts";
import { rejection } from "../kv-store-conformance.ts";
import { locksConformance } from "../locks-conformance.ts";
import { type RedisCluster, startRedisCluster } from "./redis-cluster.ts";
import { ask, type RedisServer, startRedisServer } from "./redis-server.ts";

const SHORT_MS = 500;
const LONG_MS = 60_000;
let server: RedisServer;
let cluster: RedisCluster;
let spaces = 0;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
});
afterAll(async () => {
  await Promise.all([server?.stop(), cluster?.stop()]);
});

/** Timers of a process that can be stopped: nothing is called back until it goes on, and time has passed then. */
function stoppableTimers(): { timers: Timers; stop: () => () => void } {
  let held: (() => void)[] | null = null;
  return {
    timers: {
      ...systemTimers,
      after: (ms, callback) => {
        let isCancelled = false;
        const fire = () => {
          if (!isCancelled) callback();
        };
        const cancel = systemTimers.after(ms, () => (held === null ? fire() : held.push(fire)));
        return () => {
          isCancelled = true;
          cancel();
        };
      },
    },
    stop() {
      held = [];
      return () => {
        const due = held ?? [];
        held = null;
        for (const fire of due) fire();
      };
    },
  };
}

for (const [name, ports] of [
  ["Redis", () => [server.port]],
  ["Redis Cluster", () => cluster.ports],
] as const)
  locksConformance(name, async (leases) => {
    const nodes = ports().map((port) => ({ host: "127.0.0.1", port }));
    const space = { nodes, keyPrefix: `space${spaces++}` };
    const first = stoppableTimers();
    const leaseMs = leases === "short" ? SHORT_MS : LONG_MS;
    const locks = createRedisLocks({ ...space, timers: first.timers, leaseMs });
    const others = createRedisLocks({ ...space, timers: systemTimers, leaseMs: LONG_MS });
    return {
      locks,
      others,
      async stopFirst() {
        const goOn = first.stop();
        await wait(2 * SHORT_MS);
        return goOn;
      },
      async done() {
        await Promise.all([locks.close(), others.close()]);
      },
    };
  });

describe("leases in Redis", () => {
  const open = (more: Partial<Parameters<typeof createRedisLocks>[0]> = {}) =>
    createRedisLocks({
      nodes: [{ host: "127.0.0.1", port: server.port }],
      keyPrefix: `space${spaces++}`,
      timers: systemTimers,
      ...more,
    });

  it("are renewed for as long as the holder runs", async () => {
    const locks = open({ leaseMs: 3_000 });
    const lock = await locks.tryAcquire("a");
    await wait(4_500);
    expect(await locks.tryAcquire("a")).toBeNull();
    expect(await lock?.confirm()).toBe(true);
    await locks.close();
  });

  it("run out when the holder is gone, and then another may have the name", async () => {
    const keyPrefix = `space${spaces++}`;
    const dying = open({ keyPrefix, leaseMs: SHORT_MS });
    const others = open({ keyPrefix });
    const lock = await dying.tryAcquire("a");
    expect(await others.tryAcquire("a")).toBeNull();
    await dying.close();
    expect(lock?.isHeld()).toBe(false);
    let next = null;
    while (next === null) next = await others.tryAcquire("a");
    expect(next.fence).toBeGreaterThan(lock?.fence ?? 0);
    await others.close();
  });

  it("are lost when Redis does not answer for their time, and when it has forgotten them", async () => {
    const own = await startRedisServer();
    try {
      const locks = open({ nodes: [{ host: "127.0.0.1", port: own.port }], leaseMs: 1_000, timeoutMs: 300 });
      let lock = null;
      while (lock === null) lock = await locks.tryAcquire("a").catch(() => null);
      own.pause();
      await lock.lost;
      expect(lock.isHeld()).toBe(false);
      own.resume();
      let next = null;
      while (next === null) next = await locks.tryAcquire("a").catch(() => null);
      expect(next.fence).toBeGreaterThan(lock.fence);
      await ask(own.port, "FLUSHALL");
      await next.lost;
      const last = await locks.tryAcquire("a");
      expect(last?.fence).toBeGreaterThan(next.fence);
      await locks.close();
    } finally {
      await own.stop();
    }
  });

  it("say that nobody answers, and do not show the password", async () => {
    const locks = open({ nodes: [{ host: "127.0.0.1", port: 1 }], password: "hunter2", timeoutMs: 300 });
    const error = await locks.tryAcquire("a").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "locks/unavailable", message: expect.stringContaining("127.0.0.1:1") });
    expect(String(error)).not.toContain("hunter2");
    await locks.close();
    expect(await rejection(locks.tryAcquire("a"))).toBe("locks/closed");
  });
});
