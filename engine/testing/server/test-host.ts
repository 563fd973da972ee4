import {
  createMemoryCheckpoints,
  createMemoryLocks,
  createMemoryLog,
  createMemoryStore,
} from "../../src/adapters/memory/index.ts";
import type { HostOptions } from "../../src/server/engine-host.ts";
import { createAccess, EngineHost, handleRequest } from "../../src/server/index.ts";
import { createSystemClock } from "../../src/server/system-clock.ts";

const access = createAccess("127.0.0.1", {});

/** A host on memory ports, spoken to as a client would: by requests. */
export async function openTestHost(parts = memoryParts(), options: HostOptions = {}) {
  const host = await EngineHost.open(parts, options);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await handleRequest(
      host,
      new Request(`http://127.0.0.1:3000${path}`, {
        method,
        headers: { host: "127.0.0.1:3000", ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
      access,
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return { host, call };
}

export function memoryParts() {
  const clock = createSystemClock();
  return {
    clock,
    log: createMemoryLog(clock),
    store: createMemoryStore(),
    checkpoints: createMemoryCheckpoints(),
    locks: createMemoryLocks(),
  };
}

/** Asks until the answer satisfies, for work that goes on in the background; fails after `withinMs`. */
export async function until<T>(
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`Never satisfied; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const iceCream = {
  metaData: { name: "ice_cream" },
  sources: [
    {
      events: {
        topic: "sales",
        query: {
          selects: { customer_id: "customer_id", flavor: "ice_cream_flavor" },
          timeColumn: "created",
          setups: [],
        },
      },
    },
  ],
  keyColumns: ["customer_id"],
  aggregations: [
    { inputColumn: "customer_id", operation: 6, argMap: {}, windows: [{ length: 6, timeUnit: 0 }] },
    { inputColumn: "flavor", operation: 3, argMap: {}, windows: [{ length: 6, timeUnit: 0 }] },
  ],
  accuracy: 0,
};

export const sales = [
  { customer_id: "Alice", created: 1000, ice_cream_flavor: "chocolate" },
  { customer_id: "Bob", created: 1200, ice_cream_flavor: "strawberry" },
  { customer_id: "Alice", created: 1500, ice_cream_flavor: "olive oil" },
];
