import { Fragment } from "react";
import type { JudgedValue } from "../playback/engine.ts";
import { valueText } from "../playback/value-text.ts";
import { classNames } from "../ui/class-names.ts";
import styles from "./expectation.module.css";

interface VerdictTableProps {
  readonly values: readonly JudgedValue[];
  readonly manyKeys: boolean;
  /** Shows why a value is what it is. */
  readonly onOpen: (value: JudgedValue) => void;
}

/** As many digits as a double has: two values that are not the same look it. */
const DIGITS = 17;

function notes({ passed, tolerance, reasons, known }: JudgedValue): readonly string[] {
  const missing = known ? [] : ["no event of the stream has this key"];
  if (passed) return tolerance === null ? missing : [...missing, tolerance];
  const beyond = tolerance === null ? [] : [`not ${tolerance}`];
  return [...missing, ...beyond, ...reasons.map(({ text }) => text)];
}

/** What was expected beside what is served, and why they differ. */
export function VerdictTable({ values, manyKeys, onOpen }: VerdictTableProps) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Feature</th>
            {manyKeys && <th scope="col">Key</th>}
            <th scope="col">{manyKeys ? "Offline" : "Expected"}</th>
            <th scope="col">Served</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {values.map((value) => {
            const { key, feature, type, expected, actual, passed, known } = value;
            const said = notes(value);
            return (
              <Fragment key={`${key} ${feature}`}>
                <tr className={said.length > 0 ? styles.explained : undefined}>
                  <th scope="row" className={styles.feature}>
                    {feature}
                  </th>
                  {manyKeys && <td>{key}</td>}
                  <td className={styles.value} title={valueText(expected, type, DIGITS)}>
                    {valueText(expected, type, DIGITS)}
                  </td>
                  <td className={styles.value} title={valueText(actual, type, DIGITS)}>
                    {passed || !known ? (
                      valueText(actual, type, DIGITS)
                    ) : (
                      <button
                        type="button"
                        className={styles.open}
                        title={`Why is ${feature} of ${key} what it is?`}
                        onClick={() => onOpen(value)}
                      >
                        {valueText(actual, type, DIGITS)}
                      </button>
                    )}
                  </td>
                  <td className={passed ? styles.passed : styles.failed}>{passed ? "as expected" : "differs"}</td>
                </tr>
                {said.length > 0 && (
                  <tr>
                    <td className={classNames(styles.reasons, passed && styles.passed)} colSpan={manyKeys ? 5 : 4}>
                      {said.map((text) => (
                        <span key={text}>{text}</span>
                      ))}
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
