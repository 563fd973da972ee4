import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import styles from "./Inspector.module.css";

interface SectionProps {
  readonly title: string;
  /** True while what is shown is not the answer to the current question. */
  readonly stale?: boolean;
  readonly error?: Error | null;
  /** What is asked for is not there yet. */
  readonly waiting?: boolean;
  readonly children?: ReactNode;
}

/** A titled part of the inspector with its waiting, stale and failed states. */
export function Section({ title, stale = false, error = null, waiting = false, children }: SectionProps) {
  return (
    <section className={styles.section} aria-busy={stale || waiting}>
      <h3 className={styles.title}>{title}</h3>
      {error !== null && (
        <p className={styles.error} role="alert">
          {error.message}
        </p>
      )}
      {waiting && error === null ? (
        <p className={styles.waiting}>Asking the engine…</p>
      ) : (
        <div className={classNames(stale && styles.stale)}>{children}</div>
      )}
    </section>
  );
}
