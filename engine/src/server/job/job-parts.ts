import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetters } from "../../ports/dead-letters.ts";
import type { KVStore } from "../../ports/kv-store.ts";
import type { Log } from "../../ports/log.ts";
import type { Timers } from "../../ports/timers.ts";
import type { EventDecoder } from "../events/event-decoder.ts";
import type { Logger } from "../logger.ts";
import type { EmissionFeed } from "./emission-feed.ts";

/** What a worker counts and times for `/metrics`, under Chronon's names where it has one. */
export interface JobMetrics {
  count(
    name:
      | "records"
      | "filtered"
      | "deserialization_errors"
      | "spark_expr_eval_errors"
      | "event_processing_error"
      | "tiling_late_events"
      | "kvstore_writer_successes"
      | "kvstore_writer_errors"
      | "checkpoints"
      | "checkpoint_failures",
    amount: number,
  ): void;
  /** `count` durations of the same length; absent: one. */
  observe(name: "multiput_time" | "event_created_to_sink_time" | "checkpoint_time", ms: number, count?: number): void;
}

/** How often and how much. Times in ms. */
export interface JobPace {
  /** Records between two flushes, at most. */
  readonly batchSize: number;
  readonly checkpointEveryMs: number;
  /** How long a job with nothing to read sleeps unless the log wakes it. */
  readonly idleTickMs: number;
  /** How long stopping waits for a store that does not answer. */
  readonly stopWithinMs: number;
}

export const JOB_PACE: JobPace = {
  batchSize: 1_000,
  checkpointEveryMs: 10_000,
  idleTickMs: 200,
  stopWithinMs: 10_000,
};

/** What a worker lives on. */
export interface JobParts {
  readonly log: Log;
  readonly store: KVStore;
  readonly checkpoints: CheckpointStore;
  /** Of the worker's lock: who has a later one has taken it over. */
  readonly fence: number;
  readonly deadLetters: DeadLetters | null;
  readonly clock: Clock;
  /** How the events of the topic are read; absent: as JSON. */
  readonly decode?: EventDecoder;
  readonly timers: Timers;
  readonly feed: EmissionFeed;
  readonly metrics: JobMetrics;
  readonly logger: Logger;
  readonly pace: JobPace;
  readonly pid: number;
}
