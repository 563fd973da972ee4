import { describe, expect, it } from "vitest";
import { createMemoryLocks, createMemoryStore } from "../../src/adapters/memory/index.ts";
import { TilescopeError } from "../../src/errors.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import type { Lock, Locks } from "../../src/ports/locks.ts";
import { EngineHost } from "../../src/server/index.ts";
import { Registry } from "../../src/server/registry.ts";
import { wait } from "../../src/server/wait.ts";
import { iceCream, memoryParts, openTestHost, sales, until } from "./test-host.ts";

/** Locks whose holders can lose them, as leases do; `knows`: the holder sees it at once, by its own clock. */
function losableLocks() {
  const inner = createMemoryLocks();
  const held = new Map<string, { lose: (knows: boolean) => Promise<void> }>();
  const locks: Locks = {
    ...inner,
    async tryAcquire(name) {
      const lock = await inner.tryAcquire(name);
      if (lock === null) return null;
      let isMine = true;
      let seemsMine = true;
      let tell: () => void = () => undefined;
      const lost = new Promise<void>((resolve) => {
        tell = resolve;
      });
      held.set(name, {
        async lose(knows) {
          isMine = false;
          seemsMine = !knows;
          await lock.release();
          if (knows) tell();
        },
      });
      const losable: Lock = {
        fence: lock.fence,
        lost,
        isHeld: () => seemsMine && (lock.isHeld() || !isMine),
        confirm: async () => isMine && lock.isHeld(),
        async release() {
          seemsMine = false;
          if (isMine) await lock.release();
        },
      };
      return losable;
    },
  };
  return { locks, lose: async (name: string, knows: boolean) => held.get(name)?.lose(knows) };
}

const topic = (columns: string) => [{ name: columns, type: "long" as const }];

describe("a registry whose writer loses its lock", () => {
  /** Two registries over one store; what the first puts waits for `pass`. */
  async function open() {
    const { locks, lose } = losableLocks();
    const store = createMemoryStore();
    let pass: () => void = () => undefined;
    let isHeldUp = false;
    const slow: KVStore = {
      ...store,
      async multiPut(requests) {
        if (isHeldUp) {
          isHeldUp = false;
          await new Promise<void>((resolve) => {
            pass = resolve;
          });
        }
        return store.multiPut(requests);
      },
    };
    const first = await Registry.open(slow, locks);
    const second = await Registry.open(store, locks);
    const add = (registry: Registry, name: string) =>
      registry.update((state) => ({ ...state, topicSchemas: { ...state.topicSchemas, [name]: topic(name) } }));
    const names = async () => {
      await second.refresh();
      return Object.keys(second.state.topicSchemas).sort();
    };
    return {
      first,
      second,
      add,
      names,
      holdUp: () => {
        isHeldUp = true;
      },
      pass: () => pass(),
      lose: () => lose("registry", false),
    };
  }

  it("R8 loses neither its own change nor those of others that came first", async () => {
    const { first, second, add, names, holdUp, pass, lose } = await open();
    await add(first, "a");
    holdUp();
    const late = add(first, "b");
    await wait(20);
    await lose();
    await add(second, "c");
    await add(second, "d");
    pass();
    await late;
    expect(await names()).toEqual(["a", "b", "c", "d"]);
    await first.refresh();
    expect(Object.keys(first.state.topicSchemas).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("R8 makes its change once where others build on it", async () => {
    const { first, second, holdUp, pass, lose } = await open();
    let made = 0;
    holdUp();
    const late = first.update((state) => ({
      ...state,
      topicSchemas: { ...state.topicSchemas, n: topic(`n${++made}`) },
    }));
    await wait(20);
    await lose();
    pass();
    await late;
    expect(made).toBe(1);
    await second.update((state) => ({ ...state, topicSchemas: { ...state.topicSchemas, m: topic("m") } }));
    expect(second.state.topicSchemas).toEqual({ n: topic("n1"), m: topic("m") });
  });
});

describe("a worker whose lock is lost", () => {
  it("R8 stops at once, is taken over by another process, and can be taken up again", async () => {
    const { locks, lose } = losableLocks();
    const parts = { ...memoryParts(), locks };
    const { host, call } = await openTestHost(parts);
    await call("PUT", "/api/group-bys/ice_cream", iceCream);
    await call("POST", "/api/topics/sales/events", sales.slice(0, 2));
    const { id } = (await call("POST", "/api/jobs", { groupBy: "ice_cream", mode: "tiled" })).body;
    const events = async (asked: EngineHost) => (await asked.jobs.status(id)).counts.events;
    await until(
      () => events(host),
      (count) => count === 2,
    );
    const name = `job/${id}/0of1`;
    await lose(name, true);
    await call("POST", "/api/topics/sales/events", sales.slice(2));
    await until(
      () => host.jobs.status(id),
      ({ state, counts }) => state === "running" && counts.events === 3,
    );

    // Another process is quicker this time; the first does not know, and is shut out when it saves.
    await lose(name, false);
    const other = await EngineHost.open(parts, { pace: { checkpointEveryMs: 20 } });
    await call("POST", "/api/topics/sales/events", sales);
    await until(
      () => events(other),
      (count) => count === 6,
    );
    const lock = await parts.locks.tryAcquire(name);
    expect(lock).toBeNull();
    const { body } = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: "Alice" }]);
    expect(body.results[0].features.customer_id_count_6h).toBe(4);
    await other.close();
  });

  it("is taken up once although its store failed when the server began", async () => {
    const parts = memoryParts();
    const { host, call } = await openTestHost(parts);
    for (const name of ["one", "two"]) {
      const { status } = await call("PUT", `/api/group-bys/${name}`, { ...iceCream, metaData: { name } });
      expect(status).toBe(201);
      await call("POST", "/api/jobs", { groupBy: name, mode: "tiled" });
    }
    await call("POST", "/api/topics/sales/events", sales);
    for (const { id } of await host.jobs.all())
      await until(
        () => host.jobs.status(id),
        ({ state }) => state === "running",
      );
    const again = { ...parts, locks: createMemoryLocks() };
    let failing = 0;
    const tryAcquire = again.locks.tryAcquire;
    again.locks.tryAcquire = async (name) => {
      if (name.startsWith("job/") && ++failing === 2) throw new TilescopeError("locks/unavailable", "Nobody answers.");
      return tryAcquire(name);
    };
    const second = await EngineHost.open(again);
    await until(
      () => second.jobs.all(),
      (jobs) => jobs.every(({ state, counts }) => state === "running" && counts.events === sales.length),
    );
    await host.close();
  });

  it("R8 writes and removes nothing more", async () => {
    const { heldStore } = await import("../../src/server/held-store.ts");
    const { locks, lose } = losableLocks();
    const store = createMemoryStore();
    const lock = await locks.tryAcquire("a");
    if (lock === null) throw new Error("not acquired");
    const held = heldStore(store, lock);
    const put = { dataset: "A", keyBytes: Uint8Array.of(1), valueBytes: Uint8Array.of(1), tsMillis: 1 };
    await held.multiPut([put]);
    await lose("a", true);
    const code = (call: Promise<unknown>) => call.catch((error: TilescopeError) => error.code);
    expect(await code(held.multiPut([put]))).toBe("locks/lost");
    expect(await code(held.drop("A"))).toBe("locks/lost");
    expect(await held.list()).toEqual(["A"]);
  });
});
