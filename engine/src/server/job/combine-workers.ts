import type { JobState, JobStatus, PartitionStatus, WorkerStatus } from "./job-status.ts";

type Combined = Pick<
  JobStatus,
  "counts" | "openTiles" | "watermarkMs" | "partitions" | "checkpoints" | "problems" | "state" | "message"
>;

/** The worse a state, the more it says of the job. */
const STATES: readonly JobState[] = ["failed", "waiting", "stopping", "running", "stopped"];

const least = (values: readonly (number | null)[]): number | null =>
  values.length === 0
    ? null
    : values.reduce((smallest, value) => (smallest === null || value === null ? null : Math.min(smallest, value)));

/** What the workers of a job come to together. Every worker reads all records; each writes what belongs to its keys. */
export function combineWorkers(workers: readonly WorkerStatus[]): Combined {
  const sum = (amount: (worker: WorkerStatus) => number): number =>
    workers.reduce((total, worker) => total + amount(worker), 0);
  const [first] = workers;
  const furthest = Math.max(0, ...workers.map((worker) => worker.counts.events));
  const states = workers.map((worker) => worker.state);
  return {
    state: STATES.find((state) => states.includes(state)) ?? "stopped",
    message: workers.find((worker) => worker.message !== null)?.message ?? null,
    counts: {
      events: furthest,
      writes: sum((worker) => worker.counts.writes),
      lateEvents: sum((worker) => worker.counts.lateEvents),
      filtered: sum((worker) => worker.counts.filtered),
      invalid: sum((worker) => worker.counts.invalid),
    },
    openTiles: sum((worker) => worker.openTiles),
    watermarkMs: first === undefined ? null : least(workers.map((worker) => worker.watermarkMs)),
    partitions: (first?.partitions ?? []).map((_, i) =>
      combinePartitions(workers.flatMap((worker) => worker.partitions[i] ?? [])),
    ),
    checkpoints: {
      count: sum((worker) => worker.checkpoints.count),
      lastId: least(workers.map((worker) => worker.checkpoints.lastId)),
      lastMs: least(workers.map((worker) => worker.checkpoints.lastMs)),
    },
    problems: workers.flatMap((worker) => worker.problems).slice(0, 100),
  };
}

/** One partition as the slowest worker sees it. */
function combinePartitions(same: readonly PartitionStatus[]): PartitionStatus {
  const slowest = same.reduce((slow, partition) => (partition.offset < slow.offset ? partition : slow));
  return { ...slowest, lag: Math.max(...same.map((partition) => partition.lag)) };
}
