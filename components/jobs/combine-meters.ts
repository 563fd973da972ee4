import type { CheckpointView, LateEvent, MeterView, Operator, WorkerStatus } from "../../engine/src/index.ts";
import { isActive } from "./job-health.ts";

/** The operators of a job in the order in which an event passes them. */
export const OPERATORS: readonly Operator[] = ["source", "evaluation", "tiling", "conversion", "sink"];

/** Every worker takes all events; only what belongs to its keys is converted and stored. */
const DIVIDED: ReadonlySet<Operator> = new Set(["conversion", "sink"]);

export interface WorkerCheckpoint extends CheckpointView {
  readonly share: number;
}

/** What the workers of a job measured, as one. */
export interface JobMeters extends Omit<MeterView, "checkpoints"> {
  /** Newest first. */
  readonly checkpoints: readonly WorkerCheckpoint[];
  /** Newest first. */
  readonly late: readonly LateEvent[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const most = (values: readonly number[]): number => values.reduce((largest, value) => Math.max(largest, value), 0);

type Series = MeterView["operators"][Operator];

/** Series end with the same second, whenever they began. */
function combineOperator(operator: Operator, workers: readonly Series[]): Series {
  const together = DIVIDED.has(operator) ? sum : most;
  const length = most(workers.map((worker) => worker.series.length));
  return {
    perSecond: together(workers.map((worker) => worker.perSecond)),
    series: Array.from({ length }, (_, i) =>
      together(workers.map((worker) => worker.series[worker.series.length - length + i] ?? 0)),
    ),
    busy: most(workers.map((worker) => worker.busy)),
  };
}

type Latency = MeterView["freshness"];

/** The slowest worker's, since an event counts as there when it is there for every key. */
function slowest(latencies: readonly Latency[]): Latency {
  return latencies.reduce<Latency>(
    (slow, latency) => (latency !== null && (slow === null || latency.p99Ms > slow.p99Ms) ? latency : slow),
    null,
  );
}

/** The worker whose watermark is the least: the job waits for it. */
function hindmost(workers: readonly WorkerStatus[]): WorkerStatus | undefined {
  const of = (worker: WorkerStatus) => worker.watermarkMs ?? Number.NEGATIVE_INFINITY;
  return workers.toSorted((a, b) => of(a) - of(b))[0];
}

/** Puts together what the workers say; null when none is heard of. */
export function combineMeters(workers: readonly WorkerStatus[]): JobMeters | null {
  if (workers.length === 0) return null;
  const all = workers.map((worker) => worker.meters);
  // What a worker that has ended or fallen silent said last is no rate of now.
  const live = workers.filter((worker) => isActive(worker.state)).map((worker) => worker.meters);
  const operator = (name: Operator) =>
    combineOperator(
      name,
      live.map((meters) => meters.operators[name]),
    );
  const writes = sum(workers.map((worker) => worker.counts.writes));
  return {
    operators: {
      source: operator("source"),
      evaluation: operator("evaluation"),
      tiling: operator("tiling"),
      conversion: operator("conversion"),
      sink: operator("sink"),
    },
    freshness: slowest(live.map((meters) => meters.freshness)),
    putMs: slowest(live.map((meters) => meters.putMs)),
    inFlight: sum(live.map((meters) => meters.inFlight)),
    bytesPerPut:
      writes === 0
        ? null
        : sum(workers.map((worker) => (worker.meters.bytesPerPut ?? 0) * worker.counts.writes)) / writes,
    watermarks: hindmost(workers)?.meters.watermarks ?? [],
    checkpoints: workers
      .flatMap((worker) => worker.meters.checkpoints.map((checkpoint) => ({ ...checkpoint, share: worker.share })))
      .sort((a, b) => b.atMs - a.atMs || b.id - a.id),
    late: all
      .flatMap((meters) => meters.late)
      .sort((a, b) => b.appendedMs - a.appendedMs || b.partition - a.partition || b.offset - a.offset),
  };
}

/** The operator that the others wait for most; null while nothing is held up. */
export function busiestOperator(meters: JobMeters): Operator | null {
  const [busiest] = OPERATORS.toSorted((a, b) => meters.operators[b].busy - meters.operators[a].busy);
  return busiest !== undefined && meters.operators[busiest].busy >= 0.01 ? busiest : null;
}
