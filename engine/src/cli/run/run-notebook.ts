import type { Diagnostic } from "../../errors.ts";
import { didYouMean } from "../../group-by/closest-names.ts";
import { HEADER_ID, withNeeds } from "../../notebook-file/cell-graph.ts";
import type { CellLanguage } from "../../notebook-file/cell-language.ts";
import type { CellProblem } from "../../notebook-file/cell-result.ts";
import { definitionsIn, streamsIn, viewsIn } from "../../notebook-file/cell-role.ts";
import { placeDiagnostics } from "../../notebook-file/compile-definitions.ts";
import { evaluateNotebook } from "../../notebook-file/evaluate-notebook.ts";
import { localSandbox } from "../../notebook-file/local-sandbox.ts";
import { cellLabel, createCodeReader, type NotebookCode } from "../../notebook-file/notebook-code.ts";
import { stringifyJson } from "../../schema/json.ts";
import type { Run } from "../../worker/run.ts";
import { UsageError } from "../usage-error.ts";
import { askRun, hasPassed } from "./ask-run.ts";
import { placeOf, sourceOffsets } from "./cell-places.ts";
import { type NodeEngine, nodeEngine } from "./node-engine.ts";
import type { OpenedNotebook } from "./open-notebook.ts";
import type { AskedReport, NotebookReport, PlacedProblem, RunReport } from "./report.ts";
import { reportRun } from "./report-run.ts";
import { type WantedRun, wantedRuns } from "./wanted-runs.ts";

export interface RunOptions {
  readonly file: string;
  /** Folder in which the files of streams are. */
  readonly folder: string;
  /** Names of the cells to run; none: all. */
  readonly cells: readonly string[];
  readonly language: CellLanguage;
  readonly nowMs: () => number;
}

/**
 * Runs a notebook from its text: the cells, a simulation for each pair of definition and stream, then what its fetches and
 * expectations ask. Whatever fails in the notebook is in the report. Throws `UsageError` for a cell that it does not have.
 */
export async function runNotebook({ text, notebook }: OpenedNotebook, options: RunOptions): Promise<NotebookReport> {
  const { language, nowMs, folder, file } = options;
  const code = await createCodeReader(language)(notebook);
  const chosen = chosenCells(code, options.cells);
  const engine = nodeEngine(folder, nowMs);
  const evaluated = await evaluateNotebook(code, { language, sandbox: localSandbox(nowMs), engine });
  const offsets = sourceOffsets(notebook);

  const place = (id: string, { range, ...problem }: CellProblem): PlacedProblem => {
    const { line, column } = placeOf(text, offsets.get(id) ?? 0, range);
    return { cell: cellLabel(code, id), line, column, ...problem };
  };
  const needed = withNeeds(code.graph, chosen);
  const cells = [...code.sources.keys()].filter((id) => needed.has(id) || id === HEADER_ID);
  const problems = cells.flatMap((id) => (evaluated.get(id)?.problems ?? []).map((problem) => place(id, problem)));
  const valuesOf = (id: string) => evaluated.get(id)?.result.values ?? [];
  const failing = new Set(
    cells.filter((id) => evaluated.get(id)?.problems.some(({ severity }) => severity === "error")),
  );
  const asked = chosen.flatMap((id) => viewsIn(valuesOf(id)).map((named) => ({ ...named, cellId: id })));
  const definitions = chosen.filter((id) => !failing.has(id)).flatMap((id) => definitionsIn(valuesOf(id)));
  const streams = [...code.sources.keys()].flatMap((id) => streamsIn(valuesOf(id)));

  const placeAt = async (cellId: string, name: string, diagnostics: readonly Diagnostic[]) => {
    const source = evaluated.get(cellId)?.result.source ?? "";
    return (await placeDiagnostics(language, source, name, diagnostics)).map((problem) => place(cellId, problem));
  };
  const runs: RunReport[] = [];
  const answers: AskedReport[] = [];
  for (const wanted of wantedRuns(asked, definitions, streams)) {
    const stream = streams.find((one) => stringifyJson(one.stream) === stringifyJson(wanted.stream));
    const { outcome, run } = await outcomeOf(engine, wanted);
    runs.push({
      definition: wanted.groupBy.metaData?.name ?? "definition",
      stream: stream?.name ?? wanted.stream.topic,
      shownBy: wanted.shownBy.map(({ name }) => name),
      outcome,
    });
    for (const named of wanted.shownBy) {
      const cellId = asked.find((one) => one.view === named.view)?.cellId ?? HEADER_ID;
      const at = (diagnostics: readonly Diagnostic[]) => placeAt(cellId, named.name, diagnostics);
      const answer = await askRun(engine, run, named, at);
      if (answer !== null) answers.push(answer);
    }
  }
  const logs = cells.flatMap((id) => {
    const lines = evaluated.get(id)?.result.log ?? [];
    return lines.length === 0 ? [] : [{ cell: cellLabel(code, id), lines }];
  });
  const passed = failing.size === 0 && runs.every(({ outcome }) => !("failed" in outcome)) && answers.every(hasPassed);
  return { file, passed, problems, logs, runs, answers };
}

function chosenCells(code: NotebookCode, names: readonly string[]): readonly string[] {
  const ids = code.cells.map(({ id }) => id).filter((id) => id !== HEADER_ID);
  if (names.length === 0) return ids;
  return names.map((name) => {
    const found = ids.find((id) => cellLabel(code, id) === name);
    if (found !== undefined) return found;
    const known = ids.map((id) => cellLabel(code, id));
    throw new UsageError(`The notebook has no cell of code "${name.slice(0, 60)}". ${didYouMean(name, known)}`);
  });
}

/** Simulates; the reason instead of a run where there can be none. */
async function outcomeOf(
  engine: NodeEngine,
  wanted: WantedRun,
): Promise<{ readonly outcome: RunReport["outcome"]; readonly run: Run | null }> {
  if (wanted.stream.kind === "live")
    return { outcome: { skipped: "its events are those of a live topic of a server" }, run: null };
  try {
    const simulated = await engine.simulate(wanted);
    return { outcome: await reportRun(engine, simulated, wanted.shownBy), run: simulated.run };
  } catch (error) {
    return { outcome: { failed: error instanceof Error ? error.message : String(error) }, run: null };
  }
}
