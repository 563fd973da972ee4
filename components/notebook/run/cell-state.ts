import type { CellProblem, CellResult, CompiledDefinition } from "../../../engine/src/notebook-file/cell-result.ts";
import type { CellRole } from "../../../engine/src/notebook-file/cell-role.ts";
import type { Status } from "../../ui/StatusDot.tsx";
import type { Judgement } from "./expectations.ts";

/** What the page shows of a cell's run. */
export interface CellState {
  readonly status: Status;
  readonly role: CellRole;
  readonly result: CellResult | null;
  readonly compiled: readonly CompiledDefinition[];
  /** Verdicts on its expectations; null while they are judged. */
  readonly judgement: Judgement;
  /** Of the language service, for the source as it is now. */
  readonly languageProblems: readonly CellProblem[];
}

export const UNRUN: CellState = {
  status: "idle",
  role: "code",
  result: null,
  compiled: [],
  judgement: [],
  languageProblems: [],
};

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
