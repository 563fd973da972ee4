"use client";

import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./ChrononReport.module.css";
import type { FileProblem } from "./read-chronon-file.ts";

export interface Report {
  readonly title: string;
  readonly summary: string;
  readonly problems: readonly FileProblem[];
}

interface ChrononReportProps {
  readonly report: Report;
  onClose(): void;
}

/** What came of an import or an export, when there is more to say than that it worked. */
export function ChrononReport({ report, onClose }: ChrononReportProps) {
  return (
    <Dialog title={report.title} onClose={onClose}>
      <p className={styles.summary}>{report.summary}</p>
      <ul className={styles.list} aria-label="Problems">
        {report.problems.map(({ severity, message, hint, place, excerpt }) => (
          <li key={`${place} ${message}`} className={styles[severity]}>
            <Icon name={severity === "error" ? "error" : "warning"} size={14} />
            <div>
              {place !== null && <span className={styles.place}>{place}</span>}
              {message} {hint !== undefined && <span className={styles.hint}>{hint}</span>}
              {excerpt !== null && excerpt !== "" && <pre className={styles.excerpt}>{excerpt}</pre>}
            </div>
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
