"use client";

import { useMemo, useState } from "react";
import { type CellRole, definitionsIn, streamsIn, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { Cell } from "../../../engine/src/notebook-file/notebook.ts";
import { DefinitionHints } from "../../group-by-editor/DefinitionHints.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { CodeEditor } from "../editor/CodeEditor.tsx";
import { useEditors } from "../editor/EditorProvider.tsx";
import type { LineHint } from "../editor/editor-marks.ts";
import { goToOffset } from "../editor/go-to-offset.ts";
import { problemsOf } from "../run/cell-state.ts";
import { useCellRuns, useCellState, useLiveState, useSession, useViewOfNotebook } from "../session/session-context.tsx";
import { CellBody } from "./CellBody.tsx";
import { CellFrame, CellHead } from "./CellFrame.tsx";
import outputStyles from "./CellOutput.module.css";
import { cellMenu, runAndMove, stepCell } from "./cell-actions.ts";
import { definitionFacts, runFacts, streamFacts } from "./cell-facts.ts";
import { ProblemList } from "./ProblemList.tsx";
import { useRunOfDefinition } from "./use-run-of-definition.ts";
import { useRunOfStream } from "./use-run-of-stream.ts";

interface CodeCellProps {
  readonly cell: Cell;
  readonly active: boolean;
  readonly editing: boolean;
}

/** Cells that show a picture keep their code folded until someone wants it. */
const FOLDS: ReadonlySet<CellRole> = new Set(["stream", "timeline", "compare", "fetch"]);

const NO_HINTS: readonly LineHint[] = [];

const KIND: Readonly<Record<CellRole, string>> = {
  definition: "GroupBy",
  stream: "stream",
  timeline: "timeline",
  compare: "compare",
  expect: "expectation",
  fetch: "fetch",
  code: "code",
};

/** A cell of code: head, editor, problems and what it shows. */
export function CodeCell({ cell, active, editing }: CodeCellProps) {
  const session = useSession();
  const editors = useEditors();
  const state = useCellState(cell.id);
  const runs = useCellRuns(cell.id);
  const foldChoice = useViewOfNotebook((view) => view.folds.get(cell.id));
  const problems = useMemo(() => problemsOf(state, cell.source), [state, cell.source]);
  // While someone types, half-written code is marked in the text only: a list that comes and goes would move the page.
  const listed = editing ? problems.filter((problem) => !problem.code.startsWith("ts/")) : problems;
  const { role, result } = state;
  const hasErrors = problems.some((problem) => problem.severity === "error");
  const folds = FOLDS.has(role);
  const folded = folds && (foldChoice ?? !hasErrors) && !editing;
  const view = viewIn(result?.values ?? []);
  const [stream] = streamsIn(result?.values ?? []);
  const streamRun = useRunOfStream(stream?.stream ?? null);
  const live = useLiveState(cell.id);
  const shown = live === null ? (runs.shown?.summary ?? null) : live.summary;
  const definition = useMemo(() => definitionsIn(result?.values ?? [])[0] ?? null, [result]);
  const definitionRun = useRunOfDefinition(definition);
  const [hints, setHints] = useState<readonly LineHint[]>(NO_HINTS);

  const kind = view === null ? KIND[role] : `${view.groupBy.metaData?.name ?? "definition"} × ${view.stream.topic}`;
  const facts =
    role === "definition"
      ? definitionFacts(state.compiled)
      : stream !== undefined
        ? streamFacts(stream.stream, streamRun)
        : shown !== null
          ? runFacts(shown)
          : "";

  const goTo = (offset: number) => goToOffset(session, editors, cell.id, offset);

  return (
    <CellFrame active={active}>
      <CellHead
        status={state.status}
        name={cell.name}
        fallbackName={result?.values[0]?.name ?? "code"}
        kind={kind}
        facts={facts}
        busy={state.status === "running"}
        codeFolded={folds ? folded : null}
        menu={cellMenu(session, cell.id, "code")}
        onRun={() => void session.run([cell.id])}
        onInterrupt={() => session.runtime.interrupt()}
        onRename={(name) => session.document.dispatch({ type: "rename", id: cell.id, name })}
        onFold={(next) => session.view.dispatch({ type: "fold", id: cell.id, folded: next })}
      />
      {!folded && (
        <CodeEditor
          cellId={cell.id}
          source={cell.source}
          label={`Code of ${cell.name || "this cell"}`}
          editing={editing}
          problems={problems}
          hints={definitionRun === null || result?.source !== cell.source ? NO_HINTS : hints}
          onFocus={() => session.view.dispatch({ type: "activate", id: cell.id, mode: "edit" })}
          run={() => void session.run([cell.id])}
          runAndMove={() => runAndMove(session, cell.id)}
          undo={() => session.undo()}
          redo={() => session.redo()}
          leave={(direction) => stepCell(session, cell.id, direction, "command")}
        />
      )}
      {definition !== null && definitionRun !== null && result !== null && (
        <DefinitionHints {...definition} source={result.source} run={definitionRun} onHints={setHints} />
      )}
      <ProblemList problems={listed} source={cell.source} onGoTo={goTo} />
      <div className={folded ? undefined : outputStyles.body}>
        <ErrorBoundary what={cell.name || "This cell"} resetKey={result}>
          <CellBody cellId={cell.id} state={state} runs={runs} />
        </ErrorBoundary>
      </div>
      {result !== null && result.log.length > 0 && <pre className={outputStyles.log}>{result.log.join("\n")}</pre>}
    </CellFrame>
  );
}
