import type { JobPool } from "./job-pool.ts";
import type { RegistryState } from "./registry.ts";
import { RequestError } from "./request-error.ts";

/** Throws 409 while a job of the GroupBy is wanted. */
export function refuseInUse(state: RegistryState, groupBy: string, doing: "runs" | "already runs"): void {
  const job = Object.values(state.jobs).find((record) => record.groupBy === groupBy && record.wanted === "running");
  if (job === undefined) return;
  throw RequestError.conflict(
    doing === "runs" ? "group-by/in-use" : "job/already-running",
    `Job ${job.id} ${doing} "${groupBy}". Stop it first: DELETE /api/jobs/${job.id}`,
  );
}

/** Throws 409 while a job that reads the topic is wanted. */
export function refuseRead(state: RegistryState, topic: string): void {
  const reader = Object.values(state.jobs).find((job) => job.topic === topic && job.wanted === "running");
  if (reader === undefined) return;
  throw RequestError.conflict(
    "topic/in-use",
    `Job ${reader.id} of "${reader.groupBy}" reads topic "${topic}". Stop it first: DELETE /api/jobs/${reader.id}`,
  );
}

/** A job that has failed here is wanted no longer once somebody changes what it was about. */
export function withoutFailed(state: RegistryState, pool: JobPool): RegistryState {
  const failed = Object.values(state.jobs).filter((record) => {
    const shares = record.wanted === "running" ? pool.of(record.id) : [];
    return shares.some((share) => share.status().state === "failed");
  });
  const stopped = failed.map((record) => [record.id, { ...record, wanted: "stopped" as const }]);
  return failed.length === 0 ? state : { ...state, jobs: { ...state.jobs, ...Object.fromEntries(stopped) } };
}
