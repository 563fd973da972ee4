import type { PartitionWatermark } from "../runtime/pipeline.ts";
import type { JobSettings } from "../worker/protocol.ts";

/** Where a job stands. */
export type JobState = "waiting" | "running" | "stopping" | "stopped" | "failed";

/** A job as the API shows it. Times in ms, counts since the job began. */
export interface JobStatus {
  readonly id: string;
  readonly groupBy: string;
  readonly topic: string;
  readonly state: JobState;
  /** Why it waits or failed, and what to do. */
  readonly message: string | null;
  readonly settings: JobSettings;
  readonly startedMs: number;
  readonly counts: {
    readonly events: number;
    readonly writes: number;
    readonly lateEvents: number;
    readonly filtered: number;
    readonly invalid: number;
  };
  readonly openTiles: number;
  readonly watermarkMs: number | null;
  readonly partitions: readonly (PartitionWatermark & { readonly offset: number; readonly lag: number })[];
  readonly checkpoints: { readonly count: number; readonly lastId: number | null; readonly lastMs: number | null };
  /** First invalid events, with their reasons. */
  readonly problems: readonly { readonly partition: number; readonly offset: number; readonly reason: string }[];
}
