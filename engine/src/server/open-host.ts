import { openEmbedded } from "../adapters/embedded/index.ts";
import type { KafkaSettings } from "../adapters/kafka/kafka-settings.ts";
import type { RedisSettings } from "../adapters/redis/redis-settings.ts";
import type { Clock } from "../ports/clock.ts";
import { EngineHost, type HostOptions } from "./engine-host.ts";
import type { HostParts } from "./host-parts.ts";
import type { ServerSettings } from "./settings.ts";
import type { Place } from "./store-watch.ts";
import { createSystemClock } from "./system-clock.ts";
import { systemTimers } from "./system-timers.ts";

const FOLDER: Place = { kind: "embedded", address: "this machine" };
/** Of no job. */
const PROBE = "probe";

/** The host of this process, on the stores that the settings name. Rejects when one of them does not answer. */
export async function openHost(settings: ServerSettings, options: HostOptions = {}): Promise<EngineHost> {
  const parts = await openParts(settings, createSystemClock());
  try {
    if (settings.checkpoints !== settings.redis) await parts.checkpoints.list(PROBE);
    const { compatibility } = settings;
    return await EngineHost.open(parts, { ...(compatibility !== undefined && { compatibility }), ...options });
  } catch (error) {
    const { log, store, checkpoints, locks } = parts;
    await Promise.all([log, store, checkpoints, locks].map((part) => part.close()));
    throw error;
  }
}

/** The folder is opened only where something is in it. */
async function openParts(settings: ServerSettings, clock: Clock): Promise<HostParts> {
  const { dataFolder, kafka, redis, checkpoints } = settings;
  const log = kafka === null ? null : await openKafka(kafka, clock);
  const store = redis === null ? null : await openStore(redis, clock);
  const memory = checkpoints === null ? null : await openMemory(checkpoints, clock);
  const places = {
    log: kafka === null ? FOLDER : { kind: "kafka" as const, address: kafka.brokers.join(",") },
    store: redis === null ? FOLDER : { kind: "redis" as const, address: addressOf(redis) },
  };
  if (log !== null && store !== null && memory !== null) return { ...log, store, ...memory, clock, places };
  const folder = openEmbedded(dataFolder, { clock });
  if (log !== null) await folder.log.close();
  if (store !== null) await folder.store.close();
  if (memory !== null) await Promise.all([folder.checkpoints.close(), folder.locks.close()]);
  return {
    ...(log ?? { log: folder.log }),
    store: store ?? folder.store,
    ...(memory ?? { checkpoints: folder.checkpoints, locks: folder.locks }),
    clock,
    places,
  };
}

// The clients are loaded when they are needed only.

async function openKafka(
  settings: KafkaSettings,
  clock: Clock,
): Promise<Required<Pick<HostParts, "log" | "deadLetters">>> {
  const { createDeadLetters, createKafkaLog } = await import("../adapters/kafka/index.ts");
  const log = createKafkaLog({ ...settings, clock });
  return { log, deadLetters: createDeadLetters(log) };
}

async function openStore(settings: RedisSettings, clock: Clock): Promise<HostParts["store"]> {
  const { createRedisStore } = await import("../adapters/redis/index.ts");
  return createRedisStore({ ...settings, clock });
}

/** What jobs remember, and which process runs them. */
async function openMemory(settings: RedisSettings, clock: Clock): Promise<Pick<HostParts, "checkpoints" | "locks">> {
  const { createRedisCheckpoints, createRedisLocks } = await import("../adapters/redis/index.ts");
  return {
    checkpoints: createRedisCheckpoints({ ...settings, clock }),
    locks: createRedisLocks({ ...settings, clock, timers: systemTimers }),
  };
}

const addressOf = ({ nodes }: RedisSettings): string => nodes.map(({ host, port }) => `${host}:${port}`).join(",");
