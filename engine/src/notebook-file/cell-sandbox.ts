import type { CellFailure, ExportedValue, RunnableCell } from "./sandbox-protocol.ts";

export interface Evaluation {
  readonly values: readonly ExportedValue[];
  readonly failure: CellFailure | null;
  readonly log: readonly string[];
  /** Time from request to answer. */
  readonly durationMs: number;
}

/** Runs the code of cells, one at a time, and keeps what they exported for those that use it. */
export interface CellSandbox {
  /** Never rejects because of what the cell does. In the page an endless loop ends as a failure after `limitMs`. */
  evaluate(cell: RunnableCell, limitMs: number): Promise<Evaluation>;
  /** Grows each time the exports of earlier cells were lost. */
  generation(): number;
}
