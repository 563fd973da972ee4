"use client";

import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./Shell.module.css";
import { useShellSides } from "./shell-sides.ts";

interface ShellProps {
  readonly header: ReactNode;
  readonly left: ReactNode;
  readonly right: ReactNode;
  readonly status: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the studio: header, two sides that fold, the notebook between, the status bar. */
export function Shell({ header, left, right, status, children }: ShellProps) {
  const sides = useShellSides();
  return (
    <div className={styles.shell} data-left={sides.left} data-right={sides.right}>
      <a className={styles.skip} href="#notebook">
        Skip to the notebook
      </a>
      <header className={styles.header}>{header}</header>
      <nav id="left-side" className={styles.left} aria-label="Notebook contents" hidden={sides.left === "closed"}>
        {left}
      </nav>
      <main id="notebook" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <aside id="right-side" className={styles.right} aria-label="Inspector" hidden={sides.right === "closed"}>
        <h2 className="visually-hidden">Inspector</h2>
        <div>{right}</div>
      </aside>
      <footer className={styles.status}>
        <button
          type="button"
          className={styles.fold}
          aria-controls="left-side"
          aria-expanded={sides.left === "open"}
          aria-label="Notebook contents"
          title="Notebook contents"
          onClick={sides.toggleLeft}
        >
          <Icon name="panelLeft" size={14} />
        </button>
        {status}
        <button
          type="button"
          className={styles.fold}
          aria-controls="right-side"
          aria-expanded={sides.right === "open"}
          aria-label="Inspector"
          title="Inspector"
          onClick={sides.toggleRight}
        >
          <Icon name="panelRight" size={14} />
        </button>
      </footer>
    </div>
  );
}
