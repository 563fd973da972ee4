"use client";

import { useState } from "react";
import { HEADER_ID } from "../../../engine/src/notebook-file/cell-graph.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { CodeEditor } from "../editor/CodeEditor.tsx";
import { problemsOf } from "../run/cell-state.ts";
import { useCellState, useDocumentPart, useSession } from "../session/session-context.tsx";
import { CellFrame } from "./CellFrame.tsx";
import styles from "./HeaderCell.module.css";
import { ProblemList } from "./ProblemList.tsx";

/** The imports before the first cell. Out of the way until they are wanted, or wrong. */
export function HeaderCell() {
  const session = useSession();
  const header = useDocumentPart((state) => state.notebook.header);
  const state = useCellState(HEADER_ID);
  const [open, setOpen] = useState(false);
  const problems = problemsOf(state, header);
  const shown = open || problems.length > 0;
  return (
    <section className={styles.header} aria-label="Imports">
      <Button look="quiet" small aria-expanded={shown} onClick={() => setOpen(!open)}>
        <Icon name={shown ? "chevronDown" : "chevronRight"} size={12} />
        Imports
      </Button>
      {shown && (
        <CellFrame active={false}>
          <CodeEditor
            cellId={HEADER_ID}
            source={header}
            label="Imports of the notebook"
            editing={false}
            problems={problems}
            hints={NO_HINTS}
            onFocus={() => session.view.dispatch({ type: "activate", id: null })}
            run={() => void session.run([HEADER_ID])}
            runAndMove={() => void session.run([HEADER_ID])}
            undo={() => session.undo()}
            redo={() => session.redo()}
            leave={() => undefined}
          />
          <ProblemList problems={problems} source={header} onGoTo={() => undefined} />
        </CellFrame>
      )}
    </section>
  );
}

const NO_HINTS: readonly never[] = [];
