import type { JobState, JobStatus } from "../../engine/src/index.ts";
import { countText } from "../playback/count-text.ts";
import type { Status } from "../ui/StatusDot.tsx";
import { rateText } from "./number-text.ts";

/** How a job does, in one mark and one word. */
export interface JobHealth {
  readonly mark: Status;
  readonly word: string;
}

/** A job that cannot take what it has before it in so many seconds lags. */
const LAGS_AFTER_S = 10;
const FEW = 100;

export const totalLag = (job: JobStatus): number =>
  job.partitions.reduce((total, partition) => total + partition.lag, 0);

/** Whether the job takes events, or will by itself. */
export const isActive = (state: JobState): boolean => state !== "stopped" && state !== "failed";

/** `eventsPerSecond` is what the job takes now. */
export function jobHealth(job: JobStatus, eventsPerSecond: number): JobHealth {
  if (job.state === "failed") return { mark: "failed", word: "failed" };
  if (job.state === "stopped") return { mark: "idle", word: "stopped" };
  if (job.state !== "running") return { mark: "stale", word: job.state };
  const lag = totalLag(job);
  if (lag > FEW && lag > LAGS_AFTER_S * eventsPerSecond) return { mark: "stale", word: "lagging" };
  if (job.workerCount > 1) return { mark: "running", word: countText(job.workerCount, "worker") };
  return eventsPerSecond > 0 ? { mark: "running", word: rateText(eventsPerSecond) } : { mark: "done", word: "idle" };
}
