import type { CellProblem } from "../../../engine/src/notebook-file/cell-result.ts";
import { positionOfOffset } from "../../../engine/src/notebook-file/source-position.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./ProblemList.module.css";

interface ProblemListProps {
  readonly problems: readonly CellProblem[];
  readonly source: string;
  onGoTo(offset: number): void;
}

const SHOWN = 6;

/** What to mend, in words, each with its line. */
export function ProblemList({ problems, source, onGoTo }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Problems">
      {problems.slice(0, SHOWN).map((problem) => {
        const { code, severity, message, hint, range } = problem;
        return (
          <li key={`${code} ${range?.start} ${message}`} className={styles[severity]}>
            <Icon name={severity === "error" ? "error" : "warning"} size={14} />
            <span className={styles.text}>
              {message} {hint !== undefined && <span className={styles.hint}>{hint}</span>}
            </span>
            {range !== null && (
              <button type="button" className={styles.place} onClick={() => onGoTo(range.start)}>
                line {positionOfOffset(source, range.start).line}
              </button>
            )}
          </li>
        );
      })}
      {problems.length > SHOWN && <li className={styles.more}>and {problems.length - SHOWN} more</li>}
    </ul>
  );
}
