"use client";

import { useMemo } from "react";
import { countText } from "../playback/count-text.ts";
import type { EngineClient, RunSummary } from "../playback/engine.ts";
import { dayTimeText, timeText } from "../playback/time-text.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { useQuestion } from "../playback/use-question.ts";
import { useRunOnClock, useViewPart, useViewStore } from "../playback/view-state.tsx";
import { shownKey } from "../timeline/key-choice.ts";
import { keysByCount } from "../timeline/key-index.ts";
import { Button } from "../ui/Button.tsx";
import { classNames } from "../ui/class-names.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { AnswerTable } from "./AnswerTable.tsx";
import styles from "./CompareCell.module.css";
import { CostBars } from "./CostBars.tsx";
import { SizeChart } from "./SizeChart.tsx";
import { SizeTable } from "./SizeTable.tsx";
import { useMeasured } from "./use-measured.ts";
import { useServerAnswer } from "./use-server-answer.ts";

/** The part of a notebook's compare definition that the cell needs. */
export interface CompareDefinition {
  /** Absent: the one that the run's timeline shows. */
  readonly key?: string;
  /** Time of the query, with what had arrived by then. Absent: the clock of the notebook. */
  readonly atMs?: number;
  readonly repetitions?: number;
}

interface CompareCellProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly definition: CompareDefinition;
  /** Name under which the GroupBy may have been deployed: then the server's answer stands beside the others. */
  readonly groupBy?: string;
}

const REPETITIONS = 200;
const DAY_MS = 86_400_000;

/** Exact window, raw events with the hop tail, and tiles side by side: values, reasons, and what each costs. */
export function CompareCell({ client, run, definition, groupBy }: CompareCellProps) {
  useRunOnClock(run);
  const { trace, runId } = run;
  const { dispatch } = useViewStore();
  const zone = useTimeZone();
  const { atMs, repetitions = REPETITIONS } = definition;
  const chosen = useViewPart((view) => view.keys[runId]);
  const byCount = useMemo(() => keysByCount(trace), [trace]);
  const keyIndex =
    definition.key === undefined
      ? shownKey(trace, byCount, chosen, undefined)
      : shownKey(trace, byCount, definition.key, chosen);
  const { step, queryMs } = useQuestion(run, atMs ?? null);

  const question = keyIndex < 0 || step < 0 ? null : { step, keyIndex, queryMs };
  const request = question === null ? null : { runId, ...question, repetitions: 1 };
  const { answer, stale, error } = useEngineAnswer(client, "compare", request, { epoch: run, delayMs: 80 });
  const server = useServerAnswer(groupBy, answer);
  const measured = useMeasured(client, run, question, repetitions);
  const text = (ms: number) => {
    const last = trace.processingMs[trace.steps - 1] ?? 0;
    return last - (trace.processingMs[0] ?? 0) > DAY_MS ? dayTimeText(ms, zone) : timeText(ms, zone);
  };

  if (keyIndex < 0) return <p className={styles.empty}>The run has no key to compare: no record went into a tile.</p>;
  const key = trace.keys[keyIndex] ?? "";
  const { result, progress } = measured;
  return (
    <div className={styles.cell}>
      <div className={styles.head}>
        <span className={styles.what}>
          {key}, tiled against raw, at {text(queryMs)}
        </span>
        <span className={styles.note} role="status">
          {progress !== null
            ? `measuring, ${Math.round(progress * 100)} %`
            : result === null
              ? ""
              : `measured at ${text(result.queryMs)}, ${countText(result.raw.timed, "raw read")}, ${countText(result.tiled.timed, "tiled", "tiled")}`}
        </span>
        {progress === null ? (
          <Button small look="quiet" disabled={question === null} onClick={measured.measure}>
            Measure again
          </Button>
        ) : (
          <>
            <progress className={styles.progress} value={progress} aria-label="Measuring" />
            <Button small look="quiet" onClick={measured.cancel}>
              Cancel
            </Button>
          </>
        )}
      </div>
      {question === null ? (
        <p className={styles.empty}>Nothing had arrived at {text(queryMs)}. Move the clock on.</p>
      ) : (
        <div className={classNames(styles.halves, server !== null && styles.wide)}>
          <div className={classNames(styles.answers, stale && styles.stale)} aria-busy={stale}>
            {error !== null && (
              <p className={styles.error} role="alert">
                The comparison failed: {error.message}
              </p>
            )}
            {server?.error != null && (
              <p className={styles.error} role="alert">
                The server did not answer: {server.error}
              </p>
            )}
            {server?.warnings.map((warning) => (
              <p key={warning} className={styles.note}>
                The server warns: {warning}
              </p>
            ))}
            {server !== null && step < trace.steps - 1 && (
              <p className={styles.note}>
                The server has all {countText(trace.steps, "event")} of the stream; the others only those up to the
                clock.
              </p>
            )}
            {answer === null && error === null && <p className={styles.empty}>Asking the engine…</p>}
            {answer !== null && (
              <AnswerTable
                rows={answer.rows}
                features={run.features}
                serverAnswer={server === null ? null : (server.features ?? {})}
                onFeature={(feature) => dispatch({ type: "select", selection: { kind: "value", runId, key, feature } })}
              />
            )}
          </div>
          <div className={styles.costs}>
            {measured.error !== null && (
              <p className={styles.error} role="alert">
                The measurement failed: {measured.error.message}
              </p>
            )}
            {result === null && measured.error === null && (
              <p className={styles.empty}>{progress === null ? "Not measured yet." : "Measuring…"}</p>
            )}
            {result !== null && <CostBars raw={result.raw} tiled={result.tiled} />}
          </div>
        </div>
      )}
      {question !== null && result !== null && result.sizes.length > 0 && (
        <div className={styles.sizesRow}>
          <SizeTable sizes={result.sizes} />
          <SizeChart sizes={result.sizes} />
        </div>
      )}
    </div>
  );
}
