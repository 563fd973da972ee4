"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JobStatus, SavepointStatus } from "../../engine/src/index.ts";
import { jobsApi } from "../client/jobs-api.ts";
import { countText } from "../playback/count-text.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { StatusDot } from "../ui/StatusDot.tsx";
import styles from "./JobDialogs.module.css";

interface SavepointDialogProps {
  readonly job: JobStatus;
  /** Whether "and stop" is chosen first. */
  readonly stops: boolean;
  onStartFrom(savepoint: SavepointStatus): void;
  onClose(): void;
}

/** Takes a savepoint, waits for it, and says what it is called. */
export function SavepointDialog({ job, stops, onStartFrom, onClose }: SavepointDialogProps) {
  const queries = useQueryClient();
  const [stop, setStop] = useState(stops);
  const taking = useMutation({
    mutationFn: () => jobsApi.savepoint(job.id, stop),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  const taken = taking.data;
  const several = job.partitions.length > 1;
  return (
    <Dialog title={`Savepoint of ${job.groupBy}`} onClose={onClose}>
      {taken === undefined && (
        <>
          <p className={styles.about}>
            {job.workerCount > 1 ? `The ${countText(job.workerCount, "worker")} save` : "The worker saves"} offsets and
            state together. A job can start from it later, with as many workers as you like.
          </p>
          <fieldset className={styles.choices} disabled={taking.isPending}>
            <legend className="visually-hidden">Afterwards</legend>
            <label>
              <input type="radio" name="after" checked={!stop} onChange={() => setStop(false)} />
              <span>
                Go on running
                {several && `; with ${job.partitions.length} partitions no job can start from it once this one went on`}
              </span>
            </label>
            <label>
              <input type="radio" name="after" checked={stop} onChange={() => setStop(true)} />
              Stop the job there
            </label>
          </fieldset>
        </>
      )}
      {taking.isPending && (
        <p role="status" className={styles.progress}>
          <StatusDot status="running" still />
          {job.workerCount > 1 ? "Waiting until all workers have saved their part…" : "Saving…"}
        </p>
      )}
      {taking.error !== null && (
        <p role="alert" className={styles.error}>
          {taking.error.message}
        </p>
      )}
      {taken !== undefined && (
        <p role={taken.state === "abandoned" ? "alert" : "status"} className={styles.result}>
          {taken.state === "complete" && "Saved: "}
          {taken.state === "pending" && "Not complete yet; the list of savepoints will say when: "}
          {taken.state === "abandoned" && "Given up, because not all workers answered: "}
          <code className={styles.id}>{taken.id}</code>
          {taken.state === "complete" && stop && ". The job has stopped there."}
        </p>
      )}
      <div className={styles.actions}>
        {taken === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" disabled={taking.isPending} onClick={() => taking.mutate()}>
              {stop ? "Save and stop" : "Save"}
            </Button>
          </>
        ) : (
          <>
            {taken.state === "complete" && stop && (
              <Button onClick={() => onStartFrom(taken)}>Start from this savepoint</Button>
            )}
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </>
        )}
      </div>
    </Dialog>
  );
}
