import { Fragment } from "react";
import type { GroupBy, JobStatus, Operator } from "../../engine/src/index.ts";
import { integerText } from "../playback/count-text.ts";
import { classNames } from "../ui/class-names.ts";
import { busiestOperator, type JobMeters, OPERATORS } from "./combine-meters.ts";
import { DataTable } from "./DataTable.tsx";
import { OPERATOR_NAMES, operatorNote } from "./job-text.ts";
import { percentText, rateText } from "./number-text.ts";
import styles from "./OperatorChain.module.css";
import { Panel } from "./Panel.tsx";
import { sparkPath } from "./spark-path.ts";

const SECONDS = 60;
const SPARK_WIDTH = 160;
const SPARK_HEIGHT = 36;

const level = (busy: number): string => (busy > 0.66 ? "high" : busy > 0.33 ? "middle" : "low");

interface OperatorChainProps {
  readonly job: JobStatus;
  readonly meters: JobMeters;
  readonly groupBy: GroupBy | null;
}

/** The operators in the order in which an event passes them, with what each takes and how much the others wait for it. */
export function OperatorChain({ job, meters, groupBy }: OperatorChainProps) {
  const busiest = busiestOperator(meters);
  const note = (operator: Operator) => operatorNote(operator, job, meters, groupBy);
  return (
    <Panel title="Operators" note="last minute" table={() => <OperatorTable job={job} meters={meters} note={note} />}>
      <ol className={styles.chain}>
        {OPERATORS.map((operator, i) => {
          const { perSecond, series, busy } = meters.operators[operator];
          return (
            <Fragment key={operator}>
              {i > 0 && (
                <li className={styles.arrow} aria-hidden="true">
                  <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
                    <path d="M1 5h28m-5.5-4.5L29 5l-5.5 4.5" />
                  </svg>
                </li>
              )}
              <li
                className={classNames(styles.operator, operator === busiest && styles.busiest)}
                data-level={level(busy)}
                aria-label={`${OPERATOR_NAMES[operator]}, ${rateText(perSecond)}, ${note(operator)}, back-pressure ${percentText(busy)}${operator === busiest ? ", the busiest" : ""}`}
              >
                <div className={styles.name}>
                  <strong>{OPERATOR_NAMES[operator]}</strong>
                  <span>{rateText(perSecond)}</span>
                </div>
                <div className={styles.note} title={note(operator)}>
                  {note(operator)}
                </div>
                <svg
                  className={styles.spark}
                  viewBox={`0 -2 ${SPARK_WIDTH} ${SPARK_HEIGHT + 4}`}
                  preserveAspectRatio="none"
                  aria-hidden="true"
                >
                  <path d={sparkPath(series, SECONDS, SPARK_WIDTH, SPARK_HEIGHT)} />
                </svg>
                <div
                  className={styles.pressure}
                  title="Part of the last ten seconds in which those before it waited for this operator"
                >
                  <span>back-pressure</span>
                  <span className={styles.bar}>
                    <i style={{ width: `${Math.round(busy * 100)}%` }} />
                  </span>
                  <span className={styles.percent}>{percentText(busy)}</span>
                </div>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </Panel>
  );
}

interface OperatorTableProps {
  readonly job: JobStatus;
  readonly meters: JobMeters;
  readonly note: (operator: Operator) => string;
}

function OperatorTable({ job, meters, note }: OperatorTableProps) {
  const most = (operator: Operator) => Math.max(0, ...meters.operators[operator].series);
  const state = (operator: Operator) =>
    operator === "evaluation" ? `${note(operator)}, ${integerText(job.counts.filtered)} left out` : note(operator);
  return (
    <DataTable
      label="Operators"
      rows={OPERATORS}
      rowKey={(operator) => operator}
      columns={[
        { title: "Operator", cell: (operator) => OPERATOR_NAMES[operator] },
        { title: "State", cell: state, look: "text" },
        { title: "Last 10 s", cell: (operator) => rateText(meters.operators[operator].perSecond) },
        { title: "Most in a second", cell: (operator) => integerText(most(operator)) },
        {
          title: "Last minute",
          cell: (operator) => integerText(meters.operators[operator].series.reduce((sum, amount) => sum + amount, 0)),
        },
        { title: "Back-pressure", cell: (operator) => percentText(meters.operators[operator].busy) },
      ]}
    />
  );
}
