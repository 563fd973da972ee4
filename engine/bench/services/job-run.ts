import type { JobStatus } from "../../src/server/job/job-status.ts";
import type { Stack } from "./stack.ts";

const LOOK_EVERY_MS = 100;

/** Starts a job and looks at it until it has taken `events`. Resolves to its id, last state and the seconds from the first event on. */
export async function runUntil(
  stack: Stack,
  request: Readonly<Record<string, unknown>>,
  events: number,
): Promise<{ id: string; status: JobStatus; seconds: number }> {
  const { id } = await stack.call<{ id: string }>("POST", "/api/jobs", request);
  let startMs: number | null = null;
  let before = 0;
  for (;;) {
    const status = await stack.call<JobStatus>("GET", `/api/jobs/${id}`);
    if (status.state === "failed") throw new Error(`the job failed: ${status.message}`);
    const taken = status.workers.length === status.workerCount ? leastOf(status) : 0;
    if (taken > 0 && startMs === null) {
      startMs = performance.now();
      before = taken;
    }
    if (startMs !== null && taken >= events) {
      const seconds = ((performance.now() - startMs) / 1_000) * (events / Math.max(1, events - before));
      return { id, status, seconds };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const leastOf = ({ workers }: JobStatus): number => Math.min(...workers.map(({ counts }) => counts.events));
