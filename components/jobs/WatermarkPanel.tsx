"use client";

import { useMemo } from "react";
import type { JobStatus } from "../../engine/src/index.ts";
import { integerText } from "../playback/count-text.ts";
import { dayTimeText, timeText, type Zone } from "../playback/time-text.ts";
import { timeTicks } from "../timeline/ticks.ts";
import { classNames } from "../ui/class-names.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import type { JobMeters } from "./combine-meters.ts";
import { DataTable } from "./DataTable.tsx";
import { NONE, spanText } from "./number-text.ts";
import { Panel, PanelEmpty } from "./Panel.tsx";
import styles from "./WatermarkPanel.module.css";
import { LINE_WIDTH, layOutWatermarks, type WatermarkLine, type WatermarkPicture } from "./watermark-lines.ts";

const ROWS_PX = 216;
const LEAST_ROW_PX = 20;
const MOST_ROW_PX = 48;

const behindText = (ms: number | null): string => (ms === null ? NONE : ms === 0 ? "furthest" : spanText(ms));

/** Which partition holds the job's watermark, and how far it is behind the others. */
function holderText(picture: WatermarkPicture, job: JobStatus, zone: Zone): string {
  if (job.watermarkMs === null) return "none yet";
  const holder = picture.lines.find((line) => line.partition.holds);
  if (picture.lines.length < 2 || holder === undefined) return `at ${dayTimeText(job.watermarkMs, zone)}`;
  const behind = holder.behindMs ?? 0;
  return `partition ${holder.partition.partition} holds it${behind >= 1_000 ? `, ${spanText(behind)} behind` : ""}`;
}

interface WatermarkPanelProps {
  readonly job: JobStatus;
  readonly meters: JobMeters;
}

/** The watermark of each partition over time: a line falls as its partition falls behind the furthest one. */
export function WatermarkPanel({ job, meters }: WatermarkPanelProps) {
  const zone = useTimeZone();
  const fitting = Math.floor(ROWS_PX / Math.max(1, job.partitions.length));
  const rowPx = Math.min(MOST_ROW_PX, Math.max(LEAST_ROW_PX, fitting));
  const picture = useMemo(
    () => layOutWatermarks(meters.watermarks, job.partitions, rowPx),
    [meters.watermarks, job.partitions, rowPx],
  );
  const held = picture.lines.some((line) => line.heldBack);
  return (
    <Panel
      title="Watermark per partition"
      note={<span className={held ? styles.heldNote : undefined}>{holderText(picture, job, zone)}</span>}
      table={() => <WatermarkTable lines={picture.lines} zone={zone} />}
    >
      {picture.lines.length === 0 ? (
        <PanelEmpty>The job has not looked at its topic yet.</PanelEmpty>
      ) : (
        <Lines picture={picture} rowPx={rowPx} zone={zone} />
      )}
    </Panel>
  );
}

interface LinesProps {
  readonly picture: WatermarkPicture;
  readonly rowPx: number;
  readonly zone: Zone;
}

function Lines({ picture, rowPx, zone }: LinesProps) {
  const { lines, fromMs, toMs, fellBehind, scaleMs } = picture;
  const share = (ms: number) => `${(toMs === fromMs ? 1 : (ms - fromMs) / (toMs - fromMs)) * 100}%`;
  const spoken = ({ partition, behindMs, heldBack }: WatermarkLine) =>
    `partition ${partition.partition}, watermark ${partition.watermarkMs === null ? "none yet" : timeText(partition.watermarkMs, zone)}${partition.idle ? ", idle" : ""}${heldBack ? `, holds the others back, ${behindText(behindMs)} behind` : partition.holds ? ", holds the watermark" : ""}`;
  return (
    <div className={styles.picture}>
      <div className={styles.scroller}>
        <ul className={styles.rows}>
          {lines.map((line) => (
            <li
              key={line.partition.partition}
              className={classNames(styles.row, line.partition.holds && styles.holds, line.heldBack && styles.held)}
              style={{ height: rowPx }}
              aria-label={spoken(line)}
            >
              <span>partition {line.partition.partition}</span>
              <svg viewBox={`0 0 ${LINE_WIDTH} ${rowPx}`} preserveAspectRatio="none" aria-hidden="true">
                <path d={line.path} />
              </svg>
              <span className={styles.time}>
                {line.partition.idle ? "idle" : timeText(line.partition.watermarkMs ?? Number.NaN, zone)}
              </span>
            </li>
          ))}
          {fellBehind !== null && (
            <li className={styles.over} aria-hidden="true">
              <span className={styles.mark} style={{ left: share(fellBehind.atMs) }}>
                <span className={fellBehind.atMs - fromMs > (toMs - fromMs) * 0.6 ? styles.before : undefined}>
                  partition {fellBehind.partition} falls behind
                </span>
              </span>
            </li>
          )}
        </ul>
      </div>
      <div className={styles.axis} aria-hidden="true">
        {timeTicks({ fromMs, toMs }, 5, zone).map((tick) => (
          <span key={tick.ms} style={{ left: share(tick.ms) }}>
            {tick.label}
          </span>
        ))}
      </div>
      {lines.length > 1 && (
        <p className={styles.legend}>
          A line falls as its partition falls behind the furthest one; its lowest is {spanText(scaleMs)} behind.
        </p>
      )}
    </div>
  );
}

interface WatermarkTableProps {
  readonly lines: readonly WatermarkLine[];
  readonly zone: Zone;
}

function WatermarkTable({ lines, zone }: WatermarkTableProps) {
  return (
    <DataTable
      label="Watermark per partition"
      rows={lines}
      rowKey={(line) => line.partition.partition}
      columns={[
        { title: "Partition", cell: (line) => line.partition.partition },
        {
          title: "Watermark",
          look: "mono",
          cell: (line) => (line.partition.watermarkMs === null ? NONE : dayTimeText(line.partition.watermarkMs, zone)),
        },
        { title: "Behind", cell: (line) => behindText(line.behindMs) },
        {
          title: "State",
          cell: (line) =>
            [line.partition.holds && "holds it", line.partition.idle && "idle"].filter(Boolean).join(", "),
        },
        { title: "Next offset", cell: (line) => integerText(line.partition.offset) },
        { title: "To go", cell: (line) => integerText(line.partition.lag) },
      ]}
    />
  );
}
