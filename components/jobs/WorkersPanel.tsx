"use client";

import type { JobStatus, WorkerStatus } from "../../engine/src/index.ts";
import { countText, integerText } from "../playback/count-text.ts";
import { timeText } from "../playback/time-text.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { DataTable } from "./DataTable.tsx";
import { isActive } from "./job-health.ts";
import { latencyText, NONE, percentText, rateText } from "./number-text.ts";
import { Panel } from "./Panel.tsx";

interface WorkerRow {
  readonly share: number;
  /** Null: not heard of. */
  readonly worker: WorkerStatus | null;
}

/** The workers of a job. Each reads all partitions and keeps the keys of its part. */
export function WorkersPanel({ job }: { readonly job: JobStatus }) {
  const zone = useTimeZone();
  const rows: readonly WorkerRow[] = Array.from({ length: job.workerCount }, (_, share) => ({
    share,
    worker: job.workers.find((worker) => worker.share === share) ?? null,
  }));
  const running = job.workers.filter((worker) => isActive(worker.state)).length;
  const of = (read: (worker: WorkerStatus) => string) => (row: WorkerRow) =>
    row.worker === null ? "" : read(row.worker);
  const live = (read: (worker: WorkerStatus) => string) =>
    of((worker) => (isActive(worker.state) ? read(worker) : NONE));
  return (
    <Panel
      title="Workers"
      note={`${running} of ${job.workerCount} here, each reads ${countText(job.partitions.length, "partition")}`}
    >
      <DataTable
        label="Workers"
        rows={rows}
        rowKey={(row) => row.share}
        columns={[
          { title: "Worker", cell: (row) => row.share },
          { title: "Keys", look: "text", cell: (row) => `part ${row.share + 1} of ${job.workerCount}` },
          { title: "Process", look: "mono", cell: of((worker) => String(worker.pid)) },
          { title: "State", look: "text", cell: (row) => row.worker?.message ?? row.worker?.state ?? "not heard of" },
          { title: "Writes", cell: live((worker) => rateText(worker.meters.operators.sink.perSecond)) },
          { title: "Open tiles", cell: of((worker) => integerText(worker.openTiles)) },
          { title: "Servable p99", cell: live((worker) => latencyText(worker.meters.freshness?.p99Ms ?? null)) },
          { title: "Store busy", cell: live((worker) => percentText(worker.meters.operators.sink.busy)) },
          {
            title: "Watermark",
            look: "mono",
            cell: of((worker) => timeText(worker.watermarkMs ?? Number.NaN, zone)),
          },
        ]}
      />
    </Panel>
  );
}
