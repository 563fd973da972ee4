import type { CompileSummary } from "../../../engine/src/worker/protocol.ts";
import type { Status } from "../../ui/StatusDot.tsx";
import type { SourceRange } from "../graph/cell-analysis.ts";
import type { ExportedValue } from "../sandbox/sandbox-protocol.ts";
import type { CellRole } from "./cell-role.ts";

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

/** What the page shows of a cell's run. */
export interface CellState {
  readonly status: Status;
  readonly role: CellRole;
  readonly result: CellResult | null;
  readonly compiled: readonly CompiledDefinition[];
  /** Of the language service, for the source as it is now. */
  readonly languageProblems: readonly CellProblem[];
}

export const UNRUN: CellState = { status: "idle", role: "code", result: null, compiled: [], languageProblems: [] };

const RANK = { error: 0, warning: 1, info: 2 };

/** Everything to mend, errors first, each message once. What a run found counts until the source it ran is changed. */
export function problemsOf(state: CellState, source: string): readonly CellProblem[] {
  const current = state.result?.source === source;
  const found = [
    ...state.languageProblems,
    ...(current ? (state.result?.problems ?? []) : []),
    ...(current ? state.compiled.flatMap((definition) => definition.problems) : []),
  ];
  const seen = new Set<string>();
  return found
    .filter(({ message, range }) => {
      const key = `${message} ${range?.start}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
