import type { ReactNode } from "react";
import { classNames } from "../../ui/class-names.ts";
import styles from "./SideSection.module.css";

interface SideSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A titled list in a side of the shell. */
export function SideSection({ title, children }: SideSectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface SideRowProps {
  readonly mark?: ReactNode;
  readonly children: ReactNode;
  /** At the right. */
  readonly note?: ReactNode;
  readonly current?: boolean;
  readonly mono?: boolean;
  readonly title?: string;
  /** Absent: a line to read, no button. */
  readonly onSelect?: () => void;
}

export function SideRow({ mark, children, note, current, mono, title, onSelect }: SideRowProps) {
  const className = classNames(styles.row, current && styles.current, mono && styles.mono);
  const inner = (
    <>
      {mark}
      <span className={styles.label}>{children}</span>
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </>
  );
  if (onSelect === undefined)
    return (
      <div className={className} title={title}>
        {inner}
      </div>
    );
  return (
    <button type="button" className={className} title={title} aria-current={current} onClick={onSelect}>
      {inner}
    </button>
  );
}

export function SideNote({ children }: { readonly children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}
