export { createMemoryCheckpoints } from "./memory-checkpoints.ts";
export { createMemoryLog } from "./memory-log.ts";
export { createMemoryStore } from "./memory-store.ts";
