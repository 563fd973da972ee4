import type { CheckpointStore } from "../ports/checkpoint-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { DeadLetters } from "../ports/dead-letters.ts";
import type { KVStore } from "../ports/kv-store.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Place } from "./store-watch.ts";

/** The ports that a server lives on. */
export interface HostParts {
  readonly log: Log;
  readonly store: KVStore;
  readonly checkpoints: CheckpointStore;
  /** Shared by all processes that share the stores. */
  readonly locks: Locks;
  readonly clock: Clock;
  /** Where records go that do not decode; absent: they are counted and shown only. */
  readonly deadLetters?: DeadLetters;
  /** Where the log and the store are; absent: in memory. */
  readonly places?: { readonly log: Place; readonly store: Place };
}
