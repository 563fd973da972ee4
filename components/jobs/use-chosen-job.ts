import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import type { JobStatus } from "../../engine/src/index.ts";
import { isActive } from "./job-health.ts";

/** Those that run first, each part newest first. */
export function inOrder(jobs: readonly JobStatus[]): JobStatus[] {
  const rank = (job: JobStatus) => (isActive(job.state) ? 0 : 1);
  return jobs.toSorted((a, b) => rank(a) - rank(b) || b.startedMs - a.startedMs);
}

export interface ChosenJob {
  /** From the address; null: the first of the list. */
  readonly id: string | null;
  choose(id: string): void;
}

/** The job in the address, `/jobs?job=…`, so that it can be linked to and gone back to. */
export function useChosenJob(): ChosenJob {
  const id = useSearchParams().get("job");
  const choose = useCallback((next: string) => {
    history.pushState(null, "", `/jobs?job=${encodeURIComponent(next)}`);
  }, []);
  return { id, choose };
}
