import type { CellResult, CompiledDefinition } from "../../../engine/src/notebook-file/cell-result.ts";
import { roleOfCallee, roleOfValues, strongestRole, viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { NotebookCode } from "../../../engine/src/notebook-file/notebook-code.ts";
import type { Status } from "../../ui/StatusDot.tsx";
import type { CellState } from "./cell-state.ts";
import type { RunState } from "./engine-runs.ts";
import type { Judgement } from "./expectations.ts";

/** What is known of one cell. */
export interface CellKnowledge {
  readonly running: boolean;
  readonly result: CellResult | null;
  readonly compiled: readonly CompiledDefinition[];
  readonly languageProblems: CellState["languageProblems"];
  readonly judgement: Judgement;
  /** The run that the cell wants; null if it shows none. */
  readonly wanted: RunState | null;
}

function statusOf(
  { running, result, compiled, judgement, wanted }: CellKnowledge,
  fingerprint: string | undefined,
): Status {
  if (running || wanted?.status === "running" || (wanted?.status === "done" && judgement === null)) return "running";
  // A picture without its run is not up to date, however cheap its definition was.
  const waits = result !== null && !result.failed && viewIn(result.values) !== null && wanted === null;
  if (result === null || waits) return "idle";
  // A cell of a cycle has no fingerprint: what was found about it stays true until it is read anew.
  if (fingerprint !== undefined && result.fingerprint !== fingerprint) return "stale";
  const wrong = compiled.some((one) => one.problems.some((problem) => problem.severity === "error"));
  const unmet = judgement?.some(({ verdict }) => verdict?.passed !== true) === true;
  return result.failed || wrong || unmet || wanted?.status === "failed" ? "failed" : "done";
}

/** A cell as the page shows it. Before it has run, its text says what it will be. */
export function cellStateOf(id: string, code: NotebookCode, known: CellKnowledge): CellState {
  const { result, compiled, judgement, languageProblems } = known;
  const declares = code.cells.find((cell) => cell.id === id)?.analysis.declares ?? [];
  const role =
    result !== null && !result.failed
      ? roleOfValues(result.values)
      : strongestRole(declares.map(({ callee }) => roleOfCallee(callee)));
  return { status: statusOf(known, code.fingerprints.get(id)), role, result, compiled, judgement, languageProblems };
}
