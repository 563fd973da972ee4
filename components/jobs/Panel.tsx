"use client";

import { type ReactNode, useId, useState } from "react";
import { Button } from "../ui/Button.tsx";
import { ErrorBoundary } from "../ui/ErrorBoundary.tsx";
import styles from "./Panel.module.css";

interface PanelProps {
  readonly title: string;
  /** At the right of the title. */
  readonly note?: ReactNode;
  /** The same as the picture in figures; a button changes between the two. */
  readonly table?: () => ReactNode;
  readonly children: ReactNode;
}

/** A titled part of the page. What fails in it stays in it. */
export function Panel({ title, note, table, children }: PanelProps) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{title}</h3>
        <span className={styles.note}>{note}</span>
        {table !== undefined && (
          <Button
            small
            look="quiet"
            className={styles.toggle}
            aria-pressed={asTable}
            aria-label={`${title} as a table`}
            onClick={() => setAsTable(!asTable)}
          >
            Table
          </Button>
        )}
      </div>
      <ErrorBoundary what={title} resetKey={children}>
        {asTable && table !== undefined ? table() : children}
      </ErrorBoundary>
    </section>
  );
}

export function PanelEmpty({ children }: { readonly children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}
