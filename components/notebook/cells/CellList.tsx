"use client";

import { type DragEvent, memo, useEffect, useRef, useState } from "react";
import type { Cell } from "../../../engine/src/notebook-file/notebook.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useNotebook, useSession, useViewOfNotebook } from "../session/session-context.tsx";
import styles from "./CellList.module.css";
import { CodeCell } from "./CodeCell.tsx";
import { addCell } from "./cell-actions.ts";
import { HeaderCell } from "./HeaderCell.tsx";
import { MarkdownCell } from "./MarkdownCell.tsx";
import { useCellKeys } from "./use-cell-keys.ts";

function AddBar({ index, always }: { readonly index: number; readonly always?: boolean }) {
  const session = useSession();
  return (
    <div className={styles.add} data-always={always}>
      <Button small look="quiet" onClick={() => addCell(session, index, "code")}>
        <Icon name="plus" size={13} />
        Code
      </Button>
      <Button small look="quiet" onClick={() => addCell(session, index, "markdown")}>
        <Icon name="plus" size={13} />
        Text
      </Button>
    </div>
  );
}

interface CellItemProps {
  readonly cell: Cell;
  readonly index: number;
  readonly active: boolean;
  readonly editing: boolean;
}

const CellItem = memo(function CellItem({ cell, index, active, editing }: CellItemProps) {
  const session = useSession();
  const element = useRef<HTMLElement>(null);
  const mounted = useRef(false);
  const [draggable, setDraggable] = useState(false);
  const onKeyDown = useCellKeys(cell);
  const show = cell.kind === "markdown" ? MarkdownCell : CodeCell;
  const Shown = show;

  useEffect(() => {
    const first = !mounted.current;
    mounted.current = true;
    if (first || !active || editing || element.current === null) return;
    const { activeElement } = document;
    // Only move the focus where it was among the cells, or nowhere: never out of the header or a dialog.
    if (activeElement === document.body || activeElement?.closest("[data-cell]") != null) {
      if (!element.current.contains(activeElement)) element.current.focus({ preventScroll: true });
      element.current.scrollIntoView({ block: "nearest" });
    }
  }, [active, editing]);

  return (
    <article
      ref={element}
      className={styles.cell}
      data-cell={cell.id}
      aria-label={`${cell.name || `Cell ${index + 1}`}, ${cell.kind === "code" ? "code" : "text"}`}
      aria-current={active}
      tabIndex={active ? 0 : -1}
      draggable={draggable}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (!active && event.target === element.current) session.view.dispatch({ type: "activate", id: cell.id });
      }}
      onPointerDown={(event) => {
        const target = event.target as Element;
        setDraggable(target.closest("[data-grip]") !== null);
        if (!active) session.view.dispatch({ type: "activate", id: cell.id });
      }}
      onDragStart={(event) => {
        event.dataTransfer.setData("application/x-tilescope-cell", cell.id);
        event.dataTransfer.effectAllowed = "move";
      }}
      onDragEnd={() => setDraggable(false)}
    >
      <ErrorBoundary what={cell.name || `Cell ${index + 1}`} resetKey={cell}>
        <Shown cell={cell} active={active} editing={editing} />
      </ErrorBoundary>
    </article>
  );
});

/** Where a dragged cell would go: before the cell whose upper half is under the pointer. */
function dropIndex(list: HTMLElement, y: number): number {
  const cells = [...list.querySelectorAll<HTMLElement>("[data-cell]")];
  const at = cells.findIndex((cell) => {
    const { top, height } = cell.getBoundingClientRect();
    return y < top + height / 2;
  });
  return at === -1 ? cells.length : at;
}

/** The cells of the notebook, with places between them for new ones. */
export function CellList() {
  const session = useSession();
  const { cells } = useNotebook();
  const activeId = useViewOfNotebook((view) => view.activeId);
  const mode = useViewOfNotebook((view) => view.mode);
  const [drop, setDrop] = useState<number | null>(null);
  const isCellDrag = (event: DragEvent) => event.dataTransfer.types.includes("application/x-tilescope-cell");

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one way; the cell menu and Alt+arrows are the others.
    <div
      className={styles.list}
      onDragOver={(event) => {
        if (!isCellDrag(event)) return;
        event.preventDefault();
        setDrop(dropIndex(event.currentTarget, event.clientY));
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDrop(null);
      }}
      onDrop={(event) => {
        if (!isCellDrag(event)) return;
        event.preventDefault();
        event.stopPropagation();
        const id = event.dataTransfer.getData("application/x-tilescope-cell");
        session.document.dispatch({ type: "move", id, index: dropIndex(event.currentTarget, event.clientY) });
        setDrop(null);
      }}
    >
      <HeaderCell />
      {cells.length === 0 && (
        <div className={styles.empty}>
          <h2>An empty notebook</h2>
          <p>Begin with a text that says what you want to know, or with a definition.</p>
        </div>
      )}
      {cells.map((cell, index) => (
        <div key={cell.id} className={styles.item} data-drop={drop === index}>
          <AddBar index={index} />
          <CellItem
            cell={cell}
            index={index}
            active={cell.id === activeId}
            editing={cell.id === activeId && mode === "edit"}
          />
        </div>
      ))}
      <div className={styles.item} data-drop={drop === cells.length}>
        <AddBar index={cells.length} always />
      </div>
    </div>
  );
}
