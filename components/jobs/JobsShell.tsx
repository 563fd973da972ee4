import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "../ui/Logo.tsx";
import styles from "./JobsShell.module.css";

interface JobsShellProps {
  /** At the right of the header. */
  readonly actions: ReactNode;
  readonly left: ReactNode;
  readonly status: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the Jobs page: header, list, the chosen job, status bar. */
export function JobsShell({ actions, left, status, children }: JobsShellProps) {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#job">
        Skip to the job
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.brand} aria-label="Tilescope, open the studio" title="Open the studio">
          <Logo />
          <span>Tilescope</span>
        </Link>
        <h1 className={styles.title}>Jobs</h1>
        <span className={styles.space} />
        {actions}
      </header>
      <nav className={styles.left} aria-label="Jobs and what they use">
        {left}
      </nav>
      <main id="job" className={styles.main} tabIndex={-1}>
        <div className={styles.inside}>{children}</div>
      </main>
      <footer className={styles.status}>{status}</footer>
    </div>
  );
}
