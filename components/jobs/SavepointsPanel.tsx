"use client";

import type { JobStatus, SavepointStatus } from "../../engine/src/index.ts";
import { dayTimeText } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { DataTable } from "./DataTable.tsx";
import { isActive } from "./job-health.ts";
import { Panel } from "./Panel.tsx";

interface SavepointsPanelProps {
  readonly job: JobStatus;
  onStartFrom(savepoint: SavepointStatus): void;
}

/** The savepoints of a job, newest first; a stopped job can be started from one. */
export function SavepointsPanel({ job, onStartFrom }: SavepointsPanelProps) {
  const zone = useTimeZone();
  const rows = job.savepoints.toSorted((a, b) => b.createdMs - a.createdMs);
  return (
    <Panel title="Savepoints" note={isActive(job.state) ? "stop the job to start from one" : ""}>
      <DataTable
        label="Savepoints"
        rows={rows}
        rowKey={(savepoint) => savepoint.id}
        columns={[
          { title: "Savepoint", look: "mono", cell: (savepoint) => savepoint.id },
          { title: "Taken", look: "mono", cell: (savepoint) => dayTimeText(savepoint.createdMs, zone) },
          { title: "State", look: "text", cell: (savepoint) => savepoint.state },
          {
            title: "Start",
            cell: (savepoint) =>
              savepoint.state === "complete" &&
              !isActive(job.state) && (
                <Button
                  small
                  aria-label={`Start from savepoint ${savepoint.id}`}
                  onClick={() => onStartFrom(savepoint)}
                >
                  Start from it
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}
