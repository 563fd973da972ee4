import type * as Monaco from "monaco-editor";
import { useEffect } from "react";
import type { CellProblem } from "../../../engine/src/notebook-file/cell-result.ts";

/** A value shown behind a line of code. */
export interface LineHint {
  /** Offset in the source of something on that line. */
  readonly offset: number;
  readonly text: string;
}

const OWNER = "tilescope";
const MAX_HINT = 60;

function markerOf(
  monaco: typeof Monaco,
  model: Monaco.editor.ITextModel,
  problem: CellProblem,
): Monaco.editor.IMarkerData {
  const { range, severity, message, hint, code } = problem;
  const from = model.getPositionAt(range?.start ?? 0);
  const to = model.getPositionAt(range?.end ?? 0);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
    message: hint === undefined ? message : `${message}\n${hint}`,
    code,
    severity:
      severity === "error"
        ? monaco.MarkerSeverity.Error
        : severity === "warning"
          ? monaco.MarkerSeverity.Warning
          : monaco.MarkerSeverity.Info,
  };
}

/** Shows problems at their places and values behind their lines. */
export function useEditorMarks(
  monaco: typeof Monaco | null,
  editor: Monaco.editor.IStandaloneCodeEditor | null,
  problems: readonly CellProblem[],
  hints: readonly LineHint[],
): void {
  useEffect(() => {
    const model = editor?.getModel();
    if (monaco === null || model == null) return;
    const placed = problems.filter((problem) => problem.range !== null);
    monaco.editor.setModelMarkers(
      model,
      OWNER,
      placed.map((problem) => markerOf(monaco, model, problem)),
    );
  }, [monaco, editor, problems]);

  useEffect(() => {
    const model = editor?.getModel();
    if (monaco === null || editor === null || model == null || hints.length === 0) return;
    const decorations = editor.createDecorationsCollection(
      hints.map(({ offset, text }) => {
        const { lineNumber } = model.getPositionAt(offset);
        const column = model.getLineMaxColumn(lineNumber);
        const shown = text.length > MAX_HINT ? `${text.slice(0, MAX_HINT)}…` : text;
        return {
          range: new monaco.Range(lineNumber, column, lineNumber, column),
          options: {
            showIfCollapsed: true,
            after: { content: `   → ${shown}`, inlineClassName: "tilescope-hint", cursorStops: null },
          },
        };
      }),
    );
    return () => decorations.clear();
  }, [monaco, editor, hints]);
}
