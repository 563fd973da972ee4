"use client";

import type { JobStatus } from "../../engine/src/index.ts";
import { bytesText } from "../comparison/cost-text.ts";
import { countText } from "../playback/count-text.ts";
import { timeText } from "../playback/time-text.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./CheckpointPanel.module.css";
import type { JobMeters, WorkerCheckpoint } from "./combine-meters.ts";
import { DataTable } from "./DataTable.tsx";
import { latencyText, spanText } from "./number-text.ts";
import { Panel, PanelEmpty } from "./Panel.tsx";

const SHOWN = 10;

const PARTS = [
  ["offsetsMs", "offsets", "Waiting until the store has everything up to the offsets"],
  ["stateMs", "state", "Copying the state"],
  ["storeMs", "store flush", "Writing the checkpoint"],
] as const;

const totalMs = (checkpoint: WorkerCheckpoint): number =>
  checkpoint.offsetsMs + checkpoint.stateMs + checkpoint.storeMs;

const resultText = (checkpoint: WorkerCheckpoint): string =>
  checkpoint.failure ?? `${latencyText(totalMs(checkpoint))}, ${bytesText(checkpoint.bytes)}`;

interface CheckpointPanelProps {
  readonly job: JobStatus;
  readonly meters: JobMeters;
  readonly nowMs: number;
}

/** The newest checkpoints, each with its three parts, and why one failed. */
export function CheckpointPanel({ job, meters, nowMs }: CheckpointPanelProps) {
  const zone = useTimeZone();
  const shown = meters.checkpoints.slice(0, SHOWN);
  const longest = Math.max(1, ...shown.map(totalMs));
  const several = job.workerCount > 1;
  const name = (checkpoint: WorkerCheckpoint) => `#${checkpoint.id}${several ? ` worker ${checkpoint.share}` : ""}`;
  const [last] = shown;
  const failed = shown.filter((checkpoint) => checkpoint.failure !== null).length;
  return (
    <Panel
      title="Checkpoints"
      note={
        last === undefined
          ? ""
          : [
              ...(failed > 0 ? [`${failed} failed`] : []),
              `${countText(job.checkpoints.count, "checkpoint")} since the start`,
              nowMs - last.atMs < 1_000 ? "last just now" : `last ${spanText(nowMs - last.atMs)} ago`,
            ].join(", ")
      }
      table={() => (
        <DataTable
          label="Checkpoints"
          rows={meters.checkpoints}
          rowKey={(checkpoint) => `${checkpoint.share} ${checkpoint.id} ${checkpoint.atMs}`}
          columns={[
            { title: "Checkpoint", cell: name },
            { title: "At", look: "mono", cell: (checkpoint) => timeText(checkpoint.atMs, zone) },
            ...PARTS.map(([part, title]) => ({
              title: `${title[0]?.toUpperCase()}${title.slice(1)}`,
              cell: (checkpoint: WorkerCheckpoint) => latencyText(checkpoint[part]),
            })),
            {
              title: "Result",
              look: "long",
              cell: (checkpoint) =>
                checkpoint.failure ?? `${bytesText(checkpoint.bytes)}, ${checkpoint.whole ? "whole" : "changes"}`,
            },
          ]}
        />
      )}
    >
      {shown.length === 0 ? (
        <PanelEmpty>None since the worker started. One is made every few seconds while events come.</PanelEmpty>
      ) : (
        <div className={styles.picture}>
          <ol className={styles.rows}>
            {shown.map((checkpoint) => (
              <li
                key={`${checkpoint.share} ${checkpoint.id} ${checkpoint.atMs}`}
                data-failed={checkpoint.failure !== null}
                aria-label={`${name(checkpoint)}, ${PARTS.map(([part, title]) => `${title} ${latencyText(checkpoint[part])}`).join(", ")}, ${resultText(checkpoint)}`}
                title={PARTS.map(([part, title]) => `${title} ${latencyText(checkpoint[part])}`).join(", ")}
              >
                <span className={styles.id}>{name(checkpoint)}</span>
                <span className={styles.bar}>
                  {PARTS.map(([part]) => (
                    <i key={part} data-part={part} style={{ width: `${(checkpoint[part] / longest) * 100}%` }} />
                  ))}
                </span>
                <span className={styles.result} title={checkpoint.failure ?? undefined}>
                  {resultText(checkpoint)}
                </span>
              </li>
            ))}
          </ol>
          <p className={styles.legend} aria-hidden="true">
            {PARTS.map(([part, title, about]) => (
              <span key={part} title={about}>
                <i data-part={part} />
                {title}
              </span>
            ))}
          </p>
        </div>
      )}
    </Panel>
  );
}
