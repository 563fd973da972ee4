export { createMemoryCheckpoints } from "./memory-checkpoints.ts";
export { createMemoryLocks } from "./memory-locks.ts";
export { createMemoryLog } from "./memory-log.ts";
export { createMemoryStore } from "./memory-store.ts";
