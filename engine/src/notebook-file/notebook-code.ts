import type { CellAnalysis } from "./cell-analysis.ts";
import { buildCellGraph, type CellGraph, type GraphCell, HEADER_ID } from "./cell-graph.ts";
import type { CellLanguage } from "./cell-language.ts";
import { textHash } from "./fingerprint.ts";
import type { Notebook } from "./notebook.ts";

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
export function createCodeReader(language: CellLanguage) {
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
    return { notebook, sources, cells, graph, fingerprints: fingerprintsOf(sources, graph) };
  };
}

/** How a person knows a cell: its name, or what it declares first, or its place. */
export function cellLabel({ notebook, cells }: NotebookCode, id: string): string {
  if (id === HEADER_ID) return "the imports";
  const cell = notebook.cells.find((one) => one.id === id);
  const first = cells.find((one) => one.id === id)?.analysis.declares[0]?.name;
  return cell?.name || first || `cell ${notebook.cells.findIndex((one) => one.id === id) + 1}`;
}
