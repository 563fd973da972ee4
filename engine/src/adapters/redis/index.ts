export { parseRedisAddress, type RedisNode, type RedisSettings } from "./redis-settings.ts";
export { createRedisStore } from "./redis-store.ts";
