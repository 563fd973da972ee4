export { createRedisCheckpoints, type RedisCheckpointSettings } from "./redis-checkpoints.ts";
export { createRedisLocks, type RedisLockSettings } from "./redis-locks.ts";
export { parseRedisAddress, type RedisNode, type RedisSettings } from "./redis-settings.ts";
export { createRedisStore } from "./redis-store.ts";
