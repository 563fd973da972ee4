import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import styles from "./Inspector.module.css";

interface RowProps {
  readonly children: ReactNode;
  /** At the right end. */
  readonly aside: ReactNode;
  readonly tone?: "plain" | "mono" | "dropped" | "late";
  readonly chosen?: boolean;
  readonly expanded?: boolean;
  /** Absent: the row does nothing. */
  readonly onOpen?: () => void;
}

/** One line with its figure at the right; a button where it leads somewhere. */
export function Row({ children, aside, tone = "plain", chosen = false, expanded, onOpen }: RowProps) {
  const name = classNames(
    styles.row,
    tone === "mono" && styles.mono,
    tone === "dropped" && styles.dropped,
    chosen && styles.chosen,
  );
  const inside = (
    <>
      <span className={styles.rowText}>{children}</span>
      <span className={classNames(styles.aside, tone === "late" && styles.late)}>{aside}</span>
    </>
  );
  if (onOpen === undefined) return <div className={name}>{inside}</div>;
  return (
    <button
      type="button"
      className={name}
      aria-expanded={expanded}
      aria-pressed={expanded === undefined ? chosen : undefined}
      onClick={onOpen}
    >
      {inside}
    </button>
  );
}
