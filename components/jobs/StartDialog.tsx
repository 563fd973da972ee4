"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JobStatus } from "../../engine/src/index.ts";
import { jobsApi } from "../client/jobs-api.ts";
import { dayTimeText } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./JobDialogs.module.css";
import { shortId } from "./job-text.ts";

const MOST_WORKERS = 64;

interface StartDialogProps {
  /** The job whose settings the new one takes. */
  readonly job: JobStatus;
  /** Savepoint that is chosen first; null: the beginning of the topic. */
  readonly savepoint: string | null;
  onStarted(id: string): void;
  onClose(): void;
}

/** Starts a job like an earlier one, from a savepoint or from the beginning. */
export function StartDialog({ job, savepoint, onStarted, onClose }: StartDialogProps) {
  const queries = useQueryClient();
  const zone = useTimeZone();
  const [from, setFrom] = useState(savepoint ?? "");
  const [workers, setWorkers] = useState(job.workerCount);
  const complete = job.savepoints.filter((one) => one.state === "complete");
  const starting = useMutation({
    mutationFn: () =>
      jobsApi.start({
        groupBy: job.groupBy,
        settings: job.settings,
        workers,
        savepoint: from === "" ? null : from,
      }),
    async onSuccess(started) {
      await queries.invalidateQueries({ queryKey: ["jobs"] });
      onStarted(started.id);
    },
  });
  const valid = Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS;
  return (
    <Dialog title={`Start ${job.groupBy}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) starting.mutate();
        }}
      >
        <label className={styles.field}>
          From
          <select value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
            <option value="">the first event of {job.topic}</option>
            {complete.map((one) => (
              <option key={one.id} value={one.id}>
                savepoint {shortId(one.id)}, {dayTimeText(one.createdMs, zone)}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.field}>
          Workers
          <input
            type="number"
            min={1}
            max={MOST_WORKERS}
            value={Number.isNaN(workers) ? "" : workers}
            onChange={(event) => setWorkers(event.currentTarget.valueAsNumber)}
          />
        </label>
        {starting.error !== null && (
          <p role="alert" className={styles.error}>
            {starting.error.message}
          </p>
        )}
        <div className={styles.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!valid || starting.isPending}>
            {starting.isPending ? "Starting…" : "Start"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
