import type { CompileSummary } from "../worker/protocol.ts";
import type { SourceRange } from "./cell-analysis.ts";
import type { ExportedValue } from "./sandbox-protocol.ts";

/** Something to mend in a cell, whoever found it. */
export interface CellProblem {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly hint?: string;
  /** `ts/2304`, `group-by/unknown-column`, `cell/cycle`. */
  readonly code: string;
  /** In the source that was checked; null where no place is known. */
  readonly range: SourceRange | null;
}

/** What running a cell gave. Replaced as a whole, never changed. */
export interface CellResult {
  /** Fingerprint of the source and of everything it needed. */
  readonly fingerprint: string;
  readonly source: string;
  readonly values: readonly ExportedValue[];
  readonly failed: boolean;
  readonly problems: readonly CellProblem[];
  readonly log: readonly string[];
  readonly durationMs: number;
  /** Sandbox generation that still holds the exports. */
  readonly generation: number;
}

/** A definition of a cell after the engine looked at it. */
export interface CompiledDefinition {
  readonly name: string;
  readonly summary: CompileSummary | null;
  readonly problems: readonly CellProblem[];
}
