import { checkpointStoreConformance } from "../../../testing/checkpoint-store-conformance.ts";
import { kvStoreConformance } from "../../../testing/kv-store-conformance.ts";
import { locksConformance } from "../../../testing/locks-conformance.ts";
import { logConformance } from "../../../testing/log-conformance.ts";
import { processingTime } from "../../time/event-time.ts";
import { createMemoryCheckpoints, createMemoryLocks, createMemoryLog, createMemoryStore } from "./index.ts";

const NOW_MS = 1_704_882_600_000;
const MAX_VALUE_BYTES = 10_000;

kvStoreConformance("memory", MAX_VALUE_BYTES, async () => {
  const store = createMemoryStore({ maxValueBytes: MAX_VALUE_BYTES });
  return { store, done: () => store.close() };
});

logConformance("memory", MAX_VALUE_BYTES, NOW_MS, async () => {
  const log = createMemoryLog({ now: () => processingTime(NOW_MS) }, { maxValueBytes: MAX_VALUE_BYTES });
  return { log, done: () => log.close() };
});

checkpointStoreConformance("memory", async () => {
  const checkpoints = createMemoryCheckpoints();
  return { checkpoints, done: () => checkpoints.close() };
});

locksConformance("memory", async () => {
  const locks = createMemoryLocks();
  return { locks, others: locks, done: () => locks.close() };
});
