import type { Notebook } from "../document/notebook.ts";
import type { CellAnalysis } from "../graph/cell-analysis.ts";
import { buildCellGraph, type CellGraph, type GraphCell, HEADER_ID } from "../graph/cell-graph.ts";
import { cellUri, modelSuffix } from "../language/model-suffix.ts";
import type { LanguageRequests } from "../language/notebook-language.ts";
import { textHash } from "./fingerprint.ts";

/** The code of a notebook, read but not run. */
export interface NotebookCode {
  readonly notebook: Notebook;
  readonly sources: ReadonlyMap<string, string>;
  readonly cells: readonly GraphCell[];
  readonly graph: CellGraph;
  /** Source and everything a cell needs, as one short text: equal means that nothing changed. */
  readonly fingerprints: ReadonlyMap<string, string>;
}

/** Source texts of all code cells, the header first. */
export function codeSources(notebook: Notebook): ReadonlyMap<string, string> {
  const code = notebook.cells.filter((cell) => cell.kind === "code");
  return new Map([[HEADER_ID, notebook.header], ...code.map((cell) => [cell.id, cell.source] as const)]);
}

function fingerprintsOf(sources: ReadonlyMap<string, string>, graph: CellGraph): ReadonlyMap<string, string> {
  const imports = JSON.stringify(graph.imports);
  const found = new Map<string, string>();
  for (const id of graph.order) {
    const needed = (graph.needs.get(id) ?? []).map((need) => `${need}=${found.get(need) ?? "cycle"}`);
    found.set(id, textHash([sources.get(id) ?? "", imports, ...needed].join("\u0000")));
  }
  return found;
}

/** Reads notebooks. Keeps what it knows of a source for as long as any cell has it. */
export function createCodeReader(language: LanguageRequests) {
  let known = new Map<string, Promise<CellAnalysis>>();

  return async function readCode(notebook: Notebook): Promise<NotebookCode> {
    const sources = codeSources(notebook);
    const next = new Map<string, Promise<CellAnalysis>>();
    for (const source of sources.values())
      next.set(source, next.get(source) ?? known.get(source) ?? language.analyse(source));
    known = next;
    const cells = await Promise.all(
      [...sources].map(async ([id, source]): Promise<GraphCell> => {
        const analysis = next.get(source) ?? language.analyse(source);
        return { id, analysis: await analysis };
      }),
    );
    const graph = buildCellGraph(cells);
    const suffixes = Object.fromEntries(cells.map((cell) => [cellUri(cell.id), modelSuffix(graph, cell)]));
    await language.setSuffixes(suffixes);
    return { notebook, sources, cells, graph, fingerprints: fingerprintsOf(sources, graph) };
  };
}
