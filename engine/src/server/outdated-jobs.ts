import { heldName, journalName, savepointName, workerName } from "./job/worker-names.ts";
import type { JobRecord, RegistryState, SavepointRecord } from "./registry.ts";

/** Ended jobs of a GroupBy that are remembered. Nothing can be started from the savepoints of older ones. */
const ENDED_JOBS_KEPT = 5;

/** Jobs and savepoints that nobody can use any more. */
export interface Outdated {
  readonly jobs: readonly JobRecord[];
  readonly savepoints: readonly SavepointRecord[];
}

/** Of the jobs of a GroupBy that were stopped all but the newest. */
export function outdatedJobs(state: RegistryState, groupBy: string): Outdated {
  const ended = Object.values(state.jobs).filter((job) => job.groupBy === groupBy && job.wanted === "stopped");
  const jobs = ended.sort((a, b) => b.startedMs - a.startedMs).slice(ENDED_JOBS_KEPT);
  const ids = new Set(jobs.map(({ id }) => id));
  return { jobs, savepoints: Object.values(state.savepoints).filter(({ jobId }) => ids.has(jobId)) };
}

/** The registry without them. */
export function withoutOutdated(state: RegistryState, { jobs, savepoints }: Outdated): RegistryState {
  if (jobs.length === 0) return state;
  const gone = new Set([...jobs, ...savepoints].map(({ id }) => id));
  const rest = <T>(records: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(records).filter(([id]) => !gone.has(id)));
  return { ...state, jobs: rest(state.jobs), savepoints: rest(state.savepoints) };
}

/** Names under which their checkpoints are kept. */
export function checkpointNames({ jobs, savepoints }: Outdated): string[] {
  return [
    ...jobs.flatMap(({ id, workers }) =>
      Array.from({ length: workers }, (_, index) => ({ index, count: workers })).flatMap((share) => [
        workerName(id, share),
        journalName(id, share),
      ]),
    ),
    ...savepoints.flatMap(({ id }) => [savepointName(id), heldName(id)]),
  ];
}
