"use client";

import type { JobStatus, SavepointStatus, ServingStatus } from "../../engine/src/index.ts";
import { StatusDot } from "../ui/StatusDot.tsx";
import { CheckpointPanel } from "./CheckpointPanel.tsx";
import { combineMeters } from "./combine-meters.ts";
import styles from "./JobView.module.css";
import { isActive, jobHealth } from "./job-health.ts";
import { jobSummary } from "./job-text.ts";
import { LateEventsPanel } from "./LateEventsPanel.tsx";
import { OperatorChain } from "./OperatorChain.tsx";
import { ProblemsPanel } from "./ProblemsPanel.tsx";
import { SavepointsPanel } from "./SavepointsPanel.tsx";
import { StatTiles } from "./StatTiles.tsx";
import { useJobDefinition } from "./use-server-state.ts";
import { WatermarkPanel } from "./WatermarkPanel.tsx";
import { WorkersPanel } from "./WorkersPanel.tsx";

interface JobViewProps {
  readonly job: JobStatus;
  readonly served: ServingStatus | null;
  /** When the status was heard of. */
  readonly nowMs: number;
  onStartFrom(savepoint: SavepointStatus): void;
}

/** Everything about one job. */
export function JobView({ job, served, nowMs, onStartFrom }: JobViewProps) {
  const active = isActive(job.state);
  const groupBy = useJobDefinition(job, active);
  const meters = combineMeters(job.workers);
  const health = jobHealth(job, meters?.operators.source.perSecond ?? 0);
  const fine = job.state === "running" && health.word !== "lagging";
  return (
    <>
      <div className={styles.head}>
        <h2>{job.groupBy}</h2>
        <p>{jobSummary(job, groupBy, nowMs)}</p>
        <p role="status" className={fine ? "visually-hidden" : styles.state}>
          <StatusDot status={health.mark} still />
          <span className="visually-hidden">{job.groupBy} is </span>
          {fine ? "running" : health.word}
        </p>
      </div>
      {job.message !== null && (
        <p role="alert" className={styles.message} data-failed={job.state === "failed"}>
          {job.message}
        </p>
      )}
      <StatTiles job={job} meters={meters} served={served} />
      {meters !== null && active && <OperatorChain job={job} meters={meters} groupBy={groupBy} />}
      {meters !== null && (
        <div className={styles.two}>
          <WatermarkPanel job={job} meters={meters} />
          <CheckpointPanel job={job} meters={meters} nowMs={nowMs} />
        </div>
      )}
      {job.workerCount > 1 && <WorkersPanel job={job} />}
      {job.savepoints.length > 0 && <SavepointsPanel job={job} onStartFrom={onStartFrom} />}
      {job.settings.mode === "tiled" && <LateEventsPanel key={job.id} job={job} meters={meters} />}
      <ProblemsPanel job={job} />
    </>
  );
}
