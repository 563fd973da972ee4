import type { HostParts } from "./host-parts.ts";
import type { Registry } from "./registry.ts";

/** Where a port's data is; nothing secret. */
export interface Place {
  readonly kind: "memory" | "embedded" | "kafka" | "redis";
  readonly address: string;
}

export interface StoreStatus extends Place {
  readonly state: "up" | "down";
}

export interface StoresStatus {
  readonly log: StoreStatus;
  readonly store: StoreStatus;
}

const MEMORY: Place = { kind: "memory", address: "this process" };
const WITHIN_MS = 2_000;
/** Many pages may ask; the stores hear of it once in so long. */
const FRESH_MS = 2_000;

/** Whether the log and the store answer. */
export class StoreWatch {
  readonly #parts: HostParts;
  readonly #registry: Registry;
  #asked: { readonly atMs: number; readonly answer: Promise<StoresStatus> } | null = null;

  constructor(parts: HostParts, registry: Registry) {
    this.#parts = parts;
    this.#registry = registry;
  }

  get places(): { readonly log: Place; readonly store: Place } {
    return this.#parts.places ?? { log: MEMORY, store: MEMORY };
  }

  /** At most two seconds old; a store that does not answer within two seconds is down. */
  status(): Promise<StoresStatus> {
    const nowMs = performance.now();
    if (this.#asked === null || nowMs - this.#asked.atMs > FRESH_MS) this.#asked = { atMs: nowMs, answer: this.#ask() };
    return this.#asked.answer;
  }

  async #ask(): Promise<StoresStatus> {
    const { log, store } = this.places;
    const [logState, storeState] = await Promise.all([
      stateOf(this.#parts.log.topics()),
      stateOf(this.#registry.refresh()),
    ]);
    return { log: { ...log, state: logState }, store: { ...store, state: storeState } };
  }
}

async function stateOf(answer: Promise<unknown>): Promise<"up" | "down"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"down">((resolve) => {
    timer = setTimeout(() => resolve("down"), WITHIN_MS);
  });
  const state = answer.then(
    () => "up" as const,
    () => "down" as const,
  );
  try {
    return await Promise.race([state, late]);
  } finally {
    clearTimeout(timer);
  }
}
