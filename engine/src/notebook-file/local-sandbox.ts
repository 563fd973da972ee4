import * as api from "../notebook/index.ts";
import { createCellEvaluator } from "./cell-evaluator.ts";
import type { CellSandbox } from "./cell-sandbox.ts";

/** Runs cells in this very program: for whoever runs a notebook of their own. Nothing is kept from the code. */
export function localSandbox(nowMs: () => number): CellSandbox {
  const evaluate = createCellEvaluator({ "tilescope/notebook": { ...api } });
  let id = 0;
  return {
    async evaluate(cell) {
      const startedMs = nowMs();
      const { values, failure, log } = await evaluate({ id: id++, cell });
      return { values, failure, log, durationMs: nowMs() - startedMs };
    },
    generation: () => 0,
  };
}
