"use client";

import { bytesText, microsText } from "../comparison/cost-text.ts";
import { type EngineClient, type Json, type ReadCost, type RunSummary, stringifyJson } from "../playback/engine.ts";
import { dayTimeText } from "../playback/time-text.ts";
import { useEngineAnswer } from "../playback/use-engine-answer.ts";
import { useQuestion } from "../playback/use-question.ts";
import { valueText } from "../playback/value-text.ts";
import { useRunOnClock, useViewPart } from "../playback/view-state.tsx";
import { classNames } from "../ui/class-names.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./expectation.module.css";
import { failureText } from "./failure-text.ts";

/** The part of a notebook's fetch that the cell needs. */
export interface FetchDefinition {
  readonly keys: Readonly<Record<string, Json>>;
  /** Absent: the clock of the notebook. */
  readonly atMs?: number;
  readonly repetitions: number;
}

interface FetchCellProps {
  readonly client: EngineClient;
  readonly run: RunSummary;
  readonly definition: FetchDefinition;
}

const SETTLED_MS = 80;
const count = (value: number) => value.toLocaleString("en-US");

function Cost({ cost }: { readonly cost: ReadCost }) {
  const figures: readonly (readonly [string, string])[] = [
    ["reads", count(cost.reads)],
    ["bytes", bytesText(cost.bytes)],
    ["merges", count(cost.merges)],
    ["p50", cost.timed > 0 ? microsText(cost.p50Us) : "–"],
    ["p99", cost.timed > 0 ? microsText(cost.p99Us) : "–"],
  ];
  return (
    <section aria-label="Cost of one read">
      <dl className={styles.costs}>
        {figures.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What the fetcher returns for a key at a moment, and what that read costs. While the clock plays nothing is timed. */
export function FetchCell({ client, run, definition }: FetchCellProps) {
  useRunOnClock(run);
  const zone = useTimeZone();
  const { keys, atMs, repetitions } = definition;
  const { queryMs } = useQuestion(run, atMs ?? null);
  const playing = useViewPart((view) => view.playing);
  const request = {
    runId: run.runId,
    keys,
    atMs: queryMs,
    repetitions: playing && atMs === undefined ? 0 : repetitions,
  };
  const { answer, stale, error } = useEngineAnswer(client, "fetch", request, { epoch: run, delayMs: SETTLED_MS });
  return (
    <div className={classNames(stale && styles.stale)} aria-busy={stale}>
      <div className={styles.head}>
        <span className={styles.name}>{stringifyJson({ ...keys })}</span>
        <span className={styles.what}>at {dayTimeText(answer?.queryMs ?? queryMs, zone)}</span>
      </div>
      {error !== null && (
        <p className={styles.error} role="alert">
          {failureText(error)}
        </p>
      )}
      {answer === null && error === null && <p className={styles.note}>Asking the engine…</p>}
      {answer !== null && error === null && (
        <>
          {answer.key === null && <p className={styles.note}>No event of the stream has this key.</p>}
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Feature</th>
                  <th scope="col">Type</th>
                  <th scope="col">Value</th>
                </tr>
              </thead>
              <tbody>
                {answer.features.map(({ name, type, value }) => (
                  <tr key={name}>
                    <th scope="row" className={styles.feature}>
                      {name}
                    </th>
                    <td>{type}</td>
                    <td className={styles.value} title={valueText(value, type, 17)}>
                      {valueText(value, type)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Cost cost={answer.cost} />
        </>
      )}
    </div>
  );
}
