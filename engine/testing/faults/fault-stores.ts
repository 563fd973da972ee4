import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { HostParts } from "../../src/server/index.ts";

/** Where the stores of a fault test are, so that several processes open the same. */
export interface StoresAddress {
  /** Checkpoints and locks; without services the log and the store too. */
  readonly folder: string;
  /** A broker and a Redis of this machine, and what keeps the tests that share them apart. */
  readonly services?: { readonly kafkaPort: number; readonly redisPort: number; readonly space: string };
}

/** The ports of one process. They give up soon, so that many outages fit into a test. */
export async function openFaultStores({ folder, services }: StoresAddress, clock: Clock): Promise<HostParts> {
  const { log, store, checkpoints, locks } = openEmbedded(folder, { clock, pollMs: 5 });
  if (services === undefined) return { log, store, checkpoints, locks, clock };
  const { kafkaPort, redisPort, space } = services;
  const { createDeadLetters, createKafkaLog } = await import("../../src/adapters/kafka/index.ts");
  const { createRedisStore } = await import("../../src/adapters/redis/index.ts");
  const kafka = createKafkaLog({
    brokers: [`127.0.0.1:${kafkaPort}`],
    topicPrefix: `${space}.`,
    clock,
    pollMs: 20,
    timeoutMs: 2_000,
    retries: 3,
    retryDelayMs: 50,
  });
  const redis = createRedisStore({
    nodes: [{ host: "127.0.0.1", port: redisPort }],
    keyPrefix: space,
    clock,
    timeoutMs: 500,
    openMs: 100,
  });
  await Promise.all([log.close(), store.close()]);
  return { log: kafka, store: redis, checkpoints, locks, clock, deadLetters: createDeadLetters(kafka) };
}
