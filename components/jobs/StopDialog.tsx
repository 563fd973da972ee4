"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JobStatus } from "../../engine/src/index.ts";
import { jobsApi } from "../client/jobs-api.ts";
import { countText } from "../playback/count-text.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { StatusDot } from "../ui/StatusDot.tsx";
import styles from "./JobDialogs.module.css";

interface StopDialogProps {
  readonly job: JobStatus;
  /** The person wants to go on from here later. */
  onSavepoint(): void;
  onClose(): void;
}

/** Asks before a job is stopped, and says how it ended. */
export function StopDialog({ job, onSavepoint, onClose }: StopDialogProps) {
  const queries = useQueryClient();
  const stopping = useMutation({
    mutationFn: () => jobsApi.stop(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  return (
    <Dialog title={`Stop ${job.groupBy}`} onClose={onClose}>
      {stopping.data === undefined && (
        <p className={styles.about}>
          The job writes what it has and ends. Its values stay and can be read. A job that is started later begins with
          the first event of {job.topic}; to go on from here, stop with a savepoint.
        </p>
      )}
      {stopping.isPending && (
        <p role="status" className={styles.progress}>
          <StatusDot status="running" still />
          Writing the last batch…
        </p>
      )}
      {stopping.error !== null && (
        <p role="alert" className={styles.error}>
          {stopping.error.message}
        </p>
      )}
      {stopping.data !== undefined && (
        <p role="status" className={styles.result}>
          {stopping.data.state === "stopped"
            ? `Stopped after ${countText(stopping.data.counts.events, "event")}.`
            : `The wish is noted; the job is ${stopping.data.state}. ${stopping.data.message ?? ""}`}
        </p>
      )}
      <div className={styles.actions}>
        {stopping.data === undefined ? (
          <>
            <Button onClick={onClose}>Keep it running</Button>
            <Button disabled={stopping.isPending} onClick={onSavepoint}>
              Stop with a savepoint
            </Button>
            <Button look="primary" disabled={stopping.isPending} onClick={() => stopping.mutate()}>
              Stop
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        )}
      </div>
    </Dialog>
  );
}
