"use client";

import type { ReactNode } from "react";
import type { RunSummary } from "../../../engine/src/worker/protocol.ts";
import { failureText } from "../../expectation/failure-text.ts";
import { Button } from "../../ui/Button.tsx";
import type { CellRuns, RunState } from "../run/engine-runs.ts";
import styles from "./CellOutput.module.css";

interface RunOutputProps {
  readonly runs: CellRuns;
  /** What a run would show: `The timeline`. */
  readonly what: string;
  /** Something that has to come first, such as a file; null if nothing. */
  readonly missing: string | null;
  onRun(): void;
  onInterrupt(): void;
  readonly children: (run: RunSummary) => ReactNode;
}

function Progress({ state }: { readonly state: RunState }) {
  const { progress } = state;
  const share = progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label="Simulation"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <div style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** The run of a cell in whatever state it is; the run before stays in view until the next is there. */
export function RunOutput({ runs, what, missing, onRun, onInterrupt, children }: RunOutputProps) {
  const { wanted, shown } = runs;
  const running = wanted?.status === "running" ? wanted : null;
  const summary = shown?.summary ?? null;
  if (wanted === null) {
    return (
      <div className={styles.empty}>
        {missing ?? `${what} needs a simulated run. Nothing has run yet.`}
        {missing === null && (
          <Button small look="primary" onClick={onRun}>
            Run
          </Button>
        )}
      </div>
    );
  }
  return (
    <>
      {running !== null && <Progress state={running} />}
      {wanted.status === "failed" && (
        <div className={styles.failed} role="alert">
          <span>{failureText(wanted.failure)}</span>
          <Button small onClick={onRun}>
            Run again
          </Button>
        </div>
      )}
      {summary !== null && children(summary)}
      {summary === null && running !== null && (
        <div className={styles.empty}>
          {running.progress === null
            ? "Starting the run"
            : `${running.progress.done.toLocaleString("en")} of ${running.progress.total.toLocaleString("en")} ${running.progress.label}`}
          <Button small onClick={onInterrupt}>
            Cancel
          </Button>
        </div>
      )}
    </>
  );
}
