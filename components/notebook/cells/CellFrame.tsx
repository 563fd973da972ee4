"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../ui/Menu.tsx";
import { type Status, StatusDot } from "../../ui/StatusDot.tsx";
import styles from "./CellFrame.module.css";

interface CellHeadProps {
  readonly status: Status;
  readonly name: string;
  /** Stands in for a name that the cell has not: its first export. */
  readonly fallbackName: string;
  readonly kind: ReactNode;
  /** Numbers of the last run, at the right. */
  readonly facts: ReactNode;
  readonly busy: boolean;
  readonly codeFolded: boolean | null;
  readonly menu: readonly MenuItem[];
  onRun(): void;
  onInterrupt(): void;
  onRename(name: string): void;
  onFold(folded: boolean): void;
}

function CellName({ name, fallbackName, onRename }: Pick<CellHeadProps, "name" | "fallbackName" | "onRename">) {
  const [renaming, setRenaming] = useState(false);
  if (!renaming) {
    return (
      <button
        type="button"
        className={styles.name}
        title="Double-click to rename the cell"
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => {
          if (event.key === "F2") setRenaming(true);
        }}
      >
        {name || fallbackName}
      </button>
    );
  }
  return (
    <input
      className={styles.rename}
      aria-label="Name of the cell"
      defaultValue={name}
      // biome-ignore lint/a11y/noAutofocus: the person asked to rename.
      autoFocus
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setRenaming(false);
      }}
      onBlur={(event) => {
        onRename(event.currentTarget.value);
        setRenaming(false);
      }}
    />
  );
}

/** The line above a cell: what it is, how it stands, what can be done with it. */
export function CellHead(props: CellHeadProps) {
  const { status, kind, facts, busy, codeFolded, menu } = props;
  return (
    <div className={styles.head}>
      <span className={styles.grip} aria-hidden="true" data-grip="">
        <Icon name="grip" size={14} />
      </span>
      <StatusDot status={status} />
      <CellName name={props.name} fallbackName={props.fallbackName} onRename={props.onRename} />
      <span className={styles.kind}>{kind}</span>
      <span className={styles.space} />
      <span className={styles.facts}>{facts}</span>
      <span className={styles.actions}>
        {codeFolded !== null && (
          <Button
            look="quiet"
            small
            className={styles.fold}
            aria-expanded={!codeFolded}
            title={codeFolded ? "Show the code" : "Hide the code"}
            onClick={() => props.onFold(!codeFolded)}
          >
            Code
            <Icon name={codeFolded ? "chevronRight" : "chevronDown"} size={12} />
          </Button>
        )}
        {busy ? (
          <Button look="quiet" small square aria-label="Interrupt" title="Interrupt (i i)" onClick={props.onInterrupt}>
            <Icon name="stop" size={13} />
          </Button>
        ) : (
          <Button look="quiet" small square aria-label="Run the cell" title="Run (Ctrl+Enter)" onClick={props.onRun}>
            <Icon name="run" size={13} />
          </Button>
        )}
        <Menu label="Cell actions" items={menu} align="end" look="quiet" small square>
          <Icon name="more" size={14} />
        </Menu>
      </span>
    </div>
  );
}

interface CellFrameProps {
  readonly active: boolean;
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** The box of a cell. */
export function CellFrame({ active, bare, children }: CellFrameProps) {
  return <div className={classNames(styles.frame, active && styles.active, bare && styles.bare)}>{children}</div>;
}
