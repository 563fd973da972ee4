import { openEmbedded } from "../../src/adapters/embedded/index.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { HostParts } from "../../src/server/index.ts";
import { systemTimers } from "../../src/server/system-timers.ts";

/** Where the stores of a fault test are, so that several processes open the same. */
export interface StoresAddress {
  /** Whatever is in no service. */
  readonly folder: string;
  readonly services?: {
    /** A broker of this machine; absent: the log is in the folder. */
    readonly kafkaPort?: number;
    /** A Redis of this machine, for the store. */
    readonly redisPort: number;
    /** Leases of the locks in Redis, with the checkpoints beside them; absent: both are in the folder. */
    readonly leaseMs?: number;
    /** Keeps the tests apart that share the services. */
    readonly space: string;
  };
}

/** The ports of one process. They give up soon, so that many outages fit into a test. */
export async function openFaultStores({ folder, services }: StoresAddress, clock: Clock): Promise<HostParts> {
  const { log, store, checkpoints, locks } = openEmbedded(folder, { clock, pollMs: 5 });
  if (services === undefined) return { log, store, checkpoints, locks, clock };
  const { kafkaPort, redisPort, leaseMs, space } = services;
  const { createRedisCheckpoints, createRedisLocks, createRedisStore } = await import(
    "../../src/adapters/redis/index.ts"
  );
  const nodes = [{ host: "127.0.0.1", port: redisPort }];
  const redis = { nodes, keyPrefix: space, clock, timeoutMs: 500, openMs: 100 };
  await store.close();
  let parts: HostParts = { log, store: createRedisStore(redis), checkpoints, locks, clock };
  if (leaseMs !== undefined) {
    await Promise.all([checkpoints.close(), locks.close()]);
    const inRedis = createRedisLocks({ ...redis, timers: systemTimers, leaseMs });
    parts = { ...parts, checkpoints: createRedisCheckpoints(redis), locks: inRedis };
  }
  if (kafkaPort === undefined) return parts;
  const { createDeadLetters, createKafkaLog } = await import("../../src/adapters/kafka/index.ts");
  const kafka = createKafkaLog({
    brokers: [`127.0.0.1:${kafkaPort}`],
    topicPrefix: `${space}.`,
    clock,
    pollMs: 20,
    timeoutMs: 2_000,
    retries: 3,
    retryDelayMs: 50,
  });
  await log.close();
  return { ...parts, log: kafka, deadLetters: createDeadLetters(kafka) };
}
