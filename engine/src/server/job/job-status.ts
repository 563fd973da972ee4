import type { JobSettings } from "../../worker/protocol.ts";
import type { JobCounts } from "./checkpoint-format.ts";
import type { MeterView } from "./job-meters.ts";

/** Where a job stands. */
export type JobState = "waiting" | "running" | "stopping" | "stopped" | "failed";

export interface PartitionStatus {
  readonly partition: number;
  /** `null` before the first event, and without a watermark. */
  readonly watermarkMs: number | null;
  readonly idle: boolean;
  /** It is the one that the pipeline's watermark waits for. */
  readonly holds: boolean;
  readonly offset: number;
  /** Records that the log holds and the job has not taken. */
  readonly lag: number;
}

/** What one worker says of itself. */
export interface WorkerStatus {
  /** Which part of the keys it has: 0 to the number of workers - 1. */
  readonly share: number;
  readonly pid: number;
  readonly state: JobState;
  /** Why it waits or failed, and what to do. */
  readonly message: string | null;
  readonly counts: JobCounts;
  readonly openTiles: number;
  readonly watermarkMs: number | null;
  readonly partitions: readonly PartitionStatus[];
  readonly checkpoints: { readonly count: number; readonly lastId: number | null; readonly lastMs: number | null };
  /** First invalid events, with their reasons. */
  readonly problems: readonly { readonly partition: number; readonly offset: number; readonly reason: string }[];
  readonly meters: MeterView;
}

/** A savepoint as the API shows it. */
export interface SavepointStatus {
  readonly id: string;
  readonly jobId: string;
  readonly groupBy: string;
  readonly createdMs: number;
  /** A job can start from a complete one, which all workers have saved. */
  readonly state: "pending" | "complete" | "abandoned";
}

/** A job as the API shows it. Times in ms, counts since the job began, over all its workers. */
export interface JobStatus {
  readonly id: string;
  readonly groupBy: string;
  readonly topic: string;
  readonly state: JobState;
  readonly message: string | null;
  readonly settings: JobSettings;
  readonly startedMs: number;
  readonly counts: JobCounts;
  readonly openTiles: number;
  readonly watermarkMs: number | null;
  readonly partitions: readonly PartitionStatus[];
  readonly checkpoints: { readonly count: number; readonly lastId: number | null; readonly lastMs: number | null };
  readonly problems: readonly { readonly partition: number; readonly offset: number; readonly reason: string }[];
  /** How many workers it is divided among. */
  readonly workerCount: number;
  /** The workers that are heard of. */
  readonly workers: readonly WorkerStatus[];
  readonly savepoints: readonly SavepointStatus[];
}
