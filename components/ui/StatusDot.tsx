import styles from "./StatusDot.module.css";

export type Status = "done" | "running" | "stale" | "failed" | "idle";

const WORDS: Readonly<Record<Status, string>> = {
  done: "up to date",
  running: "running",
  stale: "stale",
  failed: "failed",
  idle: "not run",
};

interface StatusDotProps {
  readonly status: Status;
  /** A mark of a place rather than of work: it does not move and says nothing. */
  readonly still?: boolean;
}

/** Filled: done; ring: stale or not run; turned square: failed. The word is there for those who do not see it. */
export function StatusDot({ status, still }: StatusDotProps) {
  if (still) return <span className={styles[status]} data-still="" aria-hidden="true" />;
  return <span className={styles[status]} role="img" aria-label={WORDS[status]} title={WORDS[status]} />;
}
