import type { JobStatus, MeterView, PartitionStatus, WorkerStatus } from "../../../engine/src/index.ts";

const COUNTS = { events: 0, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };
const IDLE = { perSecond: 0, series: [], busy: 0 };

export const noMeters: MeterView = {
  operators: { source: IDLE, evaluation: IDLE, tiling: IDLE, conversion: IDLE, sink: IDLE },
  freshness: null,
  putMs: null,
  inFlight: 0,
  bytesPerPut: null,
  watermarks: [],
  checkpoints: [],
  late: [],
};

export function partition(index: number, watermarkMs: number | null, more: Partial<PartitionStatus> = {}) {
  return { partition: index, watermarkMs, idle: false, holds: false, offset: 0, lag: 0, ...more };
}

export function worker(share: number, more: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    share,
    pid: 100 + share,
    state: "running",
    message: null,
    counts: COUNTS,
    openTiles: 0,
    watermarkMs: null,
    partitions: [],
    checkpoints: { count: 0, lastId: null, lastMs: null },
    problems: [],
    meters: noMeters,
    ...more,
  };
}

export function job(more: Partial<JobStatus> = {}): JobStatus {
  return {
    id: "job-1",
    groupBy: "merchant_7d",
    topic: "transactions",
    state: "running",
    message: null,
    settings: { mode: "tiled", trigger: { kind: "every-element" }, outOfOrdernessMs: 0, idlenessMs: 0 },
    startedMs: 0,
    counts: COUNTS,
    openTiles: 0,
    watermarkMs: null,
    partitions: [],
    checkpoints: { count: 0, lastId: null, lastMs: null },
    problems: [],
    workerCount: 1,
    workers: [],
    savepoints: [],
    ...more,
  };
}
