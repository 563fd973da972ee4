import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KVStore } from "../../ports/kv-store.ts";
import { DEFAULT_MAX_VALUE_BYTES } from "../../ports/limits.ts";
import type { Locks } from "../../ports/locks.ts";
import type { Log } from "../../ports/log.ts";
import { processingTime } from "../../time/event-time.ts";
import { createEmbeddedCheckpoints } from "./embedded-checkpoints.ts";
import { createEmbeddedLocks } from "./embedded-locks.ts";
import { createEmbeddedLog } from "./embedded-log.ts";
import { createEmbeddedStore } from "./embedded-store.ts";
import { openFolder } from "./folder.ts";

export interface EmbeddedOptions {
  /** Stamps appended records and acquired locks; the system clock where absent. */
  readonly clock?: Clock;
  readonly maxValueBytes?: number;
  /** How often a watcher looks for appends of other processes. */
  readonly pollMs?: number;
}

/** The ports over one folder. */
export interface Embedded {
  readonly store: KVStore;
  readonly log: Log;
  readonly checkpoints: CheckpointStore;
  readonly locks: Locks;
  /** Waits for writes under way, then closes all. */
  close(): Promise<void>;
}

const DEFAULT_POLL_MS = 50;
const systemClock: Clock = { now: () => processingTime(Date.now()) };

/**
 * Opens (or makes) a folder that keeps values, log, checkpoints and locks on disk. Several processes may have it open. What a
 * call acknowledged survives a crash of the process and of the machine.
 */
export function openEmbedded(path: string, options: EmbeddedOptions = {}): Embedded {
  const folder = openFolder(path, 4);
  const maxValueBytes = options.maxValueBytes ?? DEFAULT_MAX_VALUE_BYTES;
  const clock = options.clock ?? systemClock;
  const store = createEmbeddedStore(folder, maxValueBytes);
  const log = createEmbeddedLog(folder, clock, maxValueBytes, options.pollMs ?? DEFAULT_POLL_MS);
  const checkpoints = createEmbeddedCheckpoints(folder);
  const locks = createEmbeddedLocks(folder, clock);
  return {
    store,
    log,
    checkpoints,
    locks,
    async close() {
      await Promise.all([store.close(), log.close(), checkpoints.close(), locks.close()]);
    },
  };
}
