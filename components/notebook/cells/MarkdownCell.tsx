"use client";

import { useEffect, useRef } from "react";
import { markdownFromSource, sourceFromMarkdown } from "../../../engine/src/notebook-file/markdown-source.ts";
import type { Cell } from "../../../engine/src/notebook-file/notebook.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { useSession } from "../session/session-context.tsx";
import { CellFrame } from "./CellFrame.tsx";
import { runAndMove } from "./cell-actions.ts";
import styles from "./MarkdownCell.module.css";

interface MarkdownCellProps {
  readonly cell: Cell;
  readonly active: boolean;
  readonly editing: boolean;
}

const GESTURE_REST_MS = 700;

/** A cell of text: shown set, edited as it is written. */
export function MarkdownCell({ cell, active, editing }: MarkdownCellProps) {
  const session = useSession();
  const text = markdownFromSource(cell.source);
  const area = useRef<HTMLTextAreaElement>(null);
  const lastEditMs = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (!editing) return;
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [editing]);

  if (!editing) {
    return (
      <CellFrame active={active} bare>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter on the cell does the same. */}
        <div
          className={styles.text}
          onDoubleClick={() => session.view.dispatch({ type: "activate", id: cell.id, mode: "edit" })}
        >
          {text.trim() === "" ? (
            <p className={styles.empty}>Empty text. Press Enter to write.</p>
          ) : (
            <Markdown text={text} />
          )}
        </div>
      </CellFrame>
    );
  }
  return (
    <CellFrame active={active}>
      <textarea
        ref={area}
        className={styles.area}
        aria-label={`Text of ${cell.name || "this cell"}`}
        spellCheck
        value={text}
        onChange={(event) => {
          const nowMs = performance.now();
          const source = sourceFromMarkdown(event.currentTarget.value, session.document.get().notebook.lineEnd);
          const continues = nowMs - lastEditMs.current < GESTURE_REST_MS;
          lastEditMs.current = nowMs;
          session.document.dispatch({ type: "edit", id: cell.id, source, continues });
        }}
        onKeyDown={(event) => {
          const mod = event.ctrlKey || event.metaKey;
          if (event.key === "Enter" && event.shiftKey) runAndMove(session, cell.id);
          else if ((event.key === "Enter" && mod) || event.key === "Escape")
            session.view.dispatch({ type: "activate", id: cell.id });
          else if (mod && event.key.toLowerCase() === "z") {
            if (event.shiftKey) session.redo();
            else session.undo();
          } else if (mod && event.key.toLowerCase() === "y") session.redo();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    </CellFrame>
  );
}
