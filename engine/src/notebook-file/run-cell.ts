import type { SourceRange } from "./cell-analysis.ts";
import type { CellGraph, GraphCell } from "./cell-graph.ts";
import type { CellLanguage } from "./cell-language.ts";
import type { CellProblem, CellResult } from "./cell-result.ts";
import type { CellSandbox } from "./cell-sandbox.ts";
import type { CellFailure, RunnableCell } from "./sandbox-protocol.ts";
import { offsetOfPosition, originalPosition } from "./source-position.ts";

/** Definitions are quick; whoever computes more than this in one is in a loop. */
export const EVALUATION_LIMIT_MS = 1_000;

const API_MODULE = "tilescope/notebook";

interface CellRunContext {
  readonly language: CellLanguage;
  readonly sandbox: CellSandbox;
  readonly graph: CellGraph;
  readonly cell: GraphCell;
  readonly source: string;
  readonly fingerprint: string;
  /** How a person knows a cell: its name, or its place. */
  readonly labelOf: (id: string) => string;
  readonly resultOf: (id: string) => CellResult | null;
}

function error(code: string, message: string, range: SourceRange | null, hint?: string): CellProblem {
  return { severity: "error", code, message, range, ...(hint !== undefined && { hint }) };
}

/** Why a cell cannot run at all; empty if it can. */
function obstacles({ graph, cell, source, labelOf, resultOf }: CellRunContext): readonly CellProblem[] {
  const { id, analysis } = cell;
  const found: CellProblem[] = analysis.syntaxErrors.map(({ message, start, end }) =>
    error("cell/syntax", message, { start, end: Math.min(end, source.length) }),
  );
  const cycle = graph.cycles.get(id);
  if (cycle !== undefined) {
    const others = cycle.filter((other) => other !== id).map(labelOf);
    found.push(error("cell/cycle", `This cell and ${others.join(", ")} need each other.`, null, "Take one name out."));
  }
  for (const clash of graph.clashes) {
    if (clash.cellId !== id) continue;
    const message = `${clash.name} is declared in ${labelOf(clash.ownerId)} already.`;
    found.push(error("cell/declared-twice", message, null, "Give it another name."));
  }
  for (const { module, local } of analysis.imports) {
    if (module === API_MODULE) continue;
    found.push(error("cell/unknown-module", `A notebook imports ${API_MODULE} only, not ${module} (${local}).`, null));
  }
  for (const need of graph.needs.get(id) ?? []) {
    if (resultOf(need)?.failed !== false)
      found.push(error("cell/needs-failed", `It needs ${labelOf(need)}, which did not run.`, null));
  }
  return found;
}

function failureProblem(failure: CellFailure, mappings: string, source: string): CellProblem {
  const message = failure.name === "Stopped" ? failure.message : `${failure.name}: ${failure.message}`;
  const position = failure.generated === null ? null : originalPosition(mappings, failure.generated);
  if (position === null) return error("cell/thrown", message, null);
  const start = offsetOfPosition(source, position);
  const rest = /^[^\n\r]*/.exec(source.slice(start))?.[0] ?? "";
  return error("cell/thrown", message, { start, end: start + Math.max(1, rest.trimEnd().length) });
}

/** Runs one cell, whose needs must have run. Never rejects: whatever goes wrong is in the result. */
export async function runCell(context: CellRunContext): Promise<CellResult> {
  const { language, sandbox, graph, cell, source, fingerprint } = context;
  const problems = obstacles(context);
  const base = { fingerprint, source, generation: sandbox.generation() };
  if (problems.length > 0) return { ...base, values: [], failed: true, problems, log: [], durationMs: 0 };
  const { code, mappings } = await language.transpile(source, cell.analysis);
  const own = new Set(cell.analysis.imports.map(({ local }) => local));
  const used = new Set(cell.analysis.uses);
  const runnable: RunnableCell = {
    id: cell.id,
    code,
    imports: graph.imports.filter(({ local }) => used.has(local) && !own.has(local)),
    scope: cell.analysis.uses.flatMap((name) => {
      const owner = graph.owners.get(name);
      return owner?.declaration.isValue === true && owner.cellId !== cell.id ? [{ name, cellId: owner.cellId }] : [];
    }),
  };
  const { values, failure, log, durationMs } = await sandbox.evaluate(runnable, EVALUATION_LIMIT_MS);
  return {
    ...base,
    generation: failure === null ? sandbox.generation() : base.generation,
    values,
    failed: failure !== null,
    problems: failure === null ? [] : [failureProblem(failure, mappings, source)],
    log,
    durationMs,
  };
}
