import styles from "./StatusDot.module.css";

export type Status = "done" | "running" | "stale" | "failed" | "idle";

const WORDS: Readonly<Record<Status, string>> = {
  done: "up to date",
  running: "running",
  stale: "stale",
  failed: "failed",
  idle: "not run",
};

/** Filled: done; ring: stale or not run; bar: failed. The word is there for those who do not see it. */
export function StatusDot({ status }: { readonly status: Status }) {
  return <span className={styles[status]} role="img" aria-label={WORDS[status]} title={WORDS[status]} />;
}
