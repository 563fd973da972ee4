"use client";

import type { JudgedExpectation, Judgement } from "../notebook/run/expectations.ts";
import { countText } from "../playback/count-text.ts";
import type { JudgedValue, RunSummary, Verdict } from "../playback/engine.ts";
import { dayTimeText } from "../playback/time-text.ts";
import { useRunOnClock, useViewStore } from "../playback/view-state.tsx";
import { Icon } from "../ui/Icon.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import styles from "./expectation.module.css";
import { failureText } from "./failure-text.ts";
import { VerdictTable } from "./VerdictTable.tsx";

interface ExpectCellProps {
  readonly run: RunSummary;
  readonly judgement: Judgement;
}

function Mark({ passed }: { readonly passed: boolean }) {
  return (
    <span className={`${styles.mark} ${passed ? styles.passed : styles.failed}`}>
      <Icon name={passed ? "check" : "error"} size={14} />
      {passed ? "Passed" : "Failed"}
    </span>
  );
}

function summary({ compared, failures, keys, values }: Verdict): string {
  const of = keys === 1 ? (values[0]?.key ?? countText(keys, "key")) : countText(keys, "key");
  const all = `${countText(compared, "value")} of ${of}`;
  return failures === 0 ? all : `${failures.toLocaleString("en-US")} of ${all}`;
}

function Expectation({
  judged,
  onOpen,
}: {
  readonly judged: JudgedExpectation;
  readonly onOpen: (value: JudgedValue, verdict: Verdict) => void;
}) {
  const zone = useTimeZone();
  const { name, verdict } = judged;
  return (
    <section className={styles.one} aria-label={name}>
      <div className={styles.head} role="status">
        <Mark passed={verdict?.passed === true} />
        <span className={styles.name}>{name}</span>
        {verdict !== null && (
          <span className={styles.what}>
            {summary(verdict)}, at {dayTimeText(verdict.queryMs, zone)}
          </span>
        )}
      </div>
      {verdict === null ? (
        <p className={styles.error}>{failureText(judged.failure)}</p>
      ) : (
        <>
          {verdict.values.length > 0 && (
            <VerdictTable
              values={verdict.values}
              manyKeys={verdict.keys > 1}
              onOpen={(value) => onOpen(value, verdict)}
            />
          )}
          {verdict.failures > verdict.values.length && (
            <p className={styles.note}>The first {countText(verdict.values.length, "failure")} are shown.</p>
          )}
        </>
      )}
    </section>
  );
}

/** What was expected of a run, and whether it holds. A failed value opens "why this value?" at the moment it is of. */
export function ExpectCell({ run, judgement }: ExpectCellProps) {
  useRunOnClock(run);
  const { dispatch } = useViewStore();
  const onOpen = ({ key, feature }: JudgedValue, { queryMs }: Verdict) => {
    dispatch({ type: "select", selection: { kind: "value", runId: run.runId, key, feature } });
    dispatch({ type: "seek", clockMs: queryMs });
    dispatch({ type: "pin-query", queryMs });
  };
  if (judgement === null) return <p className={styles.note}>Judging…</p>;
  return judgement.map((judged) => <Expectation key={judged.name} judged={judged} onOpen={onOpen} />);
}
