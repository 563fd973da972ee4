import { Fragment } from "react";
import type { CompareRow, FeatureSummary, Json } from "../playback/engine.ts";
import { valueText } from "../playback/value-text.ts";
import { classNames } from "../ui/class-names.ts";
import styles from "./CompareCell.module.css";
import { verdictOf } from "./cost-text.ts";

interface AnswerTableProps {
  readonly rows: readonly CompareRow[];
  readonly features: readonly FeatureSummary[];
  /** What a running server returned, by feature; null without one. */
  readonly serverAnswer: Readonly<Record<string, Json>> | null;
  readonly onFeature: (feature: string) => void;
}

/** Of fractions; what the last digits differ by is said as ε. */
const DIGITS = 9;

function Value({ json, type }: { readonly json: Json | undefined; readonly type: string }) {
  return (
    <td className={styles.answer} title={valueText(json, type, 17)}>
      {valueText(json, type, DIGITS)}
    </td>
  );
}

/** The answers side by side, and why the tiled one is not the exact one. */
export function AnswerTable({ rows, features, serverAnswer, onFeature }: AnswerTableProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">Exact window</th>
          <th scope="col">Raw, hop tail</th>
          <th scope="col">Tiled</th>
          {serverAnswer !== null && <th scope="col">Server</th>}
          <th scope="col">Tiled − exact</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const type = features.find((feature) => feature.name === row.feature)?.type ?? "";
          const verdict = verdictOf(row, type);
          return (
            <Fragment key={row.feature}>
              <tr className={verdict.reasons.length > 0 ? styles.explained : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.feature}
                    title={`Why ${row.feature}?`}
                    onClick={() => onFeature(row.feature)}
                  >
                    {row.feature}
                  </button>
                </th>
                <Value json={row.exact} type={type} />
                <Value json={row.sawtooth} type={type} />
                <Value json={row.tiled} type={type} />
                {serverAnswer !== null && <Value json={serverAnswer[row.feature] ?? row.server} type={type} />}
                <td className={verdict.kind === "differs" ? styles.differs : styles.same}>{verdict.text}</td>
              </tr>
              {verdict.reasons.length > 0 && (
                <tr>
                  <td
                    className={classNames(styles.reasons, verdict.kind === "differs" ? styles.differs : styles.same)}
                    colSpan={serverAnswer === null ? 5 : 6}
                  >
                    {verdict.reasons.map((reason) => (
                      <span key={reason}>{reason}</span>
                    ))}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
