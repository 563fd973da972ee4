import type { EngineClient } from "../worker/protocol.ts";
import type { CellLanguage } from "./cell-language.ts";
import type { CellProblem, CellResult } from "./cell-result.ts";
import { definitionsIn, streamsIn } from "./cell-role.ts";
import type { CellSandbox } from "./cell-sandbox.ts";
import { compileDefinition } from "./compile-definitions.ts";
import { cellLabel, type NotebookCode } from "./notebook-code.ts";
import { runCell } from "./run-cell.ts";

interface EvaluationParts {
  readonly language: CellLanguage;
  readonly sandbox: CellSandbox;
  readonly engine: Pick<EngineClient, "call">;
}

export interface EvaluatedCell {
  readonly result: CellResult;
  /** What is to mend in it: of its code, and of its definitions. */
  readonly problems: readonly CellProblem[];
}

/** Runs every cell once, each after those that it needs, and compiles the definitions. Runs no stream. */
export async function evaluateNotebook(
  code: NotebookCode,
  { language, sandbox, engine }: EvaluationParts,
): Promise<ReadonlyMap<string, EvaluatedCell>> {
  const results = new Map<string, CellResult>();
  for (const id of [...code.graph.order, ...code.graph.cycles.keys()]) {
    const cell = code.cells.find((one) => one.id === id);
    if (cell === undefined) continue;
    const result = await runCell({
      language,
      sandbox,
      graph: code.graph,
      cell,
      source: code.sources.get(id) ?? "",
      fingerprint: code.fingerprints.get(id) ?? "cycle",
      labelOf: (other) => cellLabel(code, other),
      resultOf: (need) => results.get(need) ?? null,
    });
    results.set(id, result);
  }
  const streams = [...results.values()].flatMap(({ values }) => streamsIn(values));
  const evaluated = new Map<string, EvaluatedCell>();
  for (const [id, result] of results) {
    const compiled = await Promise.all(
      definitionsIn(result.values).map((one) => compileDefinition(engine, language, result.source, one, streams)),
    );
    evaluated.set(id, { result, problems: [...result.problems, ...compiled.flatMap(({ problems }) => problems)] });
  }
  return evaluated;
}
