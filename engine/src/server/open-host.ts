import { openEmbedded } from "../adapters/embedded/index.ts";
import type { Clock } from "../ports/clock.ts";
import { EngineHost, type HostOptions } from "./engine-host.ts";
import type { HostParts } from "./host-parts.ts";
import type { ServerSettings } from "./settings.ts";
import { createSystemClock } from "./system-clock.ts";

/** The host of this process, on the stores that the settings name; checkpoints and locks are in `settings.dataFolder`. */
export async function openHost(settings: ServerSettings, options: HostOptions = {}): Promise<EngineHost> {
  const parts = await openParts(settings, createSystemClock());
  try {
    const { compatibility } = settings;
    return await EngineHost.open(parts, { ...(compatibility !== undefined && { compatibility }), ...options });
  } catch (error) {
    const { log, store, checkpoints, locks } = parts;
    await Promise.all([log, store, checkpoints, locks].map((part) => part.close()));
    throw error;
  }
}

async function openParts({ dataFolder, kafka, redis }: ServerSettings, clock: Clock): Promise<HostParts> {
  const { checkpoints, locks, ...embedded } = openEmbedded(dataFolder, { clock });
  const folder = { kind: "embedded", address: "this machine" } as const;
  let places: Required<HostParts>["places"] = { log: folder, store: folder };
  let parts: HostParts = { log: embedded.log, store: embedded.store, checkpoints, locks, clock };
  // The clients are loaded when they are needed only.
  if (kafka !== null) {
    const { createDeadLetters, createKafkaLog } = await import("../adapters/kafka/index.ts");
    const log = createKafkaLog({ ...kafka, clock });
    await embedded.log.close();
    parts = { ...parts, log, deadLetters: createDeadLetters(log) };
    places = { ...places, log: { kind: "kafka", address: kafka.brokers.join(",") } };
  }
  if (redis !== null) {
    const { createRedisStore } = await import("../adapters/redis/index.ts");
    await embedded.store.close();
    parts = { ...parts, store: createRedisStore({ ...redis, clock }) };
    const address = redis.nodes.map(({ host, port }) => `${host}:${port}`).join(",");
    places = { ...places, store: { kind: "redis", address } };
  }
  return { ...parts, places };
}
