import type { Diagnostic, DiagnosticSeverity } from "../../../errors.ts";

/** A file of Python text. */
export interface PythonFile {
  /** As people name it: `group_bys/shop/sales.py`. Folder and file give definitions their names. */
  readonly path: string;
  readonly text: string;
}

/** A range of a file's text, in UTF-16 units, half open. */
export interface Place {
  readonly file: PythonFile;
  readonly start: number;
  readonly end: number;
}

/** A problem with the place in the Python text that it belongs to; `span` is a range of that text. */
export interface PythonDiagnostic extends Diagnostic {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Stops the evaluation of a statement; the statements after it go on. */
export class PythonProblem extends Error {
  readonly code: string;
  readonly hint: string;
  readonly place: Place;

  constructor(code: string, place: Place, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.place = place;
  }
}

/** Stops a statement that needs what an earlier problem kept from being there: that problem says enough. */
export class AlreadyReported extends Error {}

/** A diagnostic at a place: `path` is the place in the compiled definition, where there is one. */
export function diagnosticAt(
  { file, start, end }: Place,
  problem: {
    readonly code: Diagnostic["code"];
    readonly severity: DiagnosticSeverity;
    readonly message: string;
    readonly hint?: string;
    readonly path?: Diagnostic["path"];
  },
): PythonDiagnostic {
  const before = file.text.slice(0, start);
  const line = before.split("\n").length;
  const column = start - (before.lastIndexOf("\n") + 1) + 1;
  return { path: [], ...problem, span: { start, end }, file: file.path, line, column };
}
