import { definitionsIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { streamOf } from "../../../engine/src/notebook-file/compile-definitions.ts";
import { withImports } from "../document/header-imports.ts";
import type { NotebookSession } from "../session/notebook-session.ts";

export type NewView = "Timeline" | "Compare" | "Expect" | "Fetch";

const NAME: Readonly<Record<NewView, string>> = {
  Timeline: "timeline",
  Compare: "compare",
  Expect: "expected",
  Fetch: "fetched",
};

/** The first definition that a stream of the notebook feeds, by the names that the text gives both. */
function firstPair({ runtime }: NotebookSession) {
  const { cells, streams } = runtime.get();
  for (const { result } of cells.values())
    for (const definition of definitionsIn(result?.values ?? [])) {
      const fed = streamOf(definition, streams);
      const stream = streams.find((one) => one.stream === fed);
      if (stream !== undefined) return { definition, stream: stream.name };
    }
  return null;
}

/** A key to begin with: one that the stream names, as the person is to write their own. */
function keyText(session: NotebookSession, columns: readonly string[], stream: string): string {
  const found = session.runtime.get().streams.find(({ name }) => name === stream)?.stream;
  const row = found?.kind === "rows" ? found.rows[0]?.event : undefined;
  const named = found?.kind === "generator" ? found.keys.names?.[0] : undefined;
  const fields = columns.map((column) => `${column}: ${JSON.stringify(String(row?.[column] ?? named ?? "c1"))}`);
  return `{ ${fields.join(", ")} }`;
}

/** Adds a cell at the end that shows or asks something of the first definition and its stream, with the import. */
export function addViewCell(session: NotebookSession, view: NewView): void {
  const { notebook } = session.document.get();
  const taken = session.runtime.knownNames();
  let name = NAME[view];
  for (let i = 2; taken.has(name); i++) name = `${NAME[view]}${i}`;
  const pair = firstPair(session);
  const of = pair?.definition.name ?? "yourGroupBy";
  const stream = pair?.stream ?? "yourStream";
  const key = keyText(session, pair?.definition.groupBy.keyColumns ?? ["id"], stream);
  const source = {
    Timeline: `export const ${name} = Timeline({ groupBy: ${of}, stream: ${stream} });`,
    Compare: `export const ${name} = Compare({ groupBy: ${of}, stream: ${stream} });`,
    Fetch: `export const ${name} = Fetch({ of: ${of}, given: ${stream}, key: ${key} });`,
    Expect: `export const ${name} = Expect({ of: ${of}, given: ${stream}, online: "equals offline" });`,
  }[view];
  const header = withImports(notebook.header, [view]);
  session.document.dispatch({ type: "append", header, cells: [{ name, source }] });
  const added = session.document.get().notebook.cells.at(-1);
  if (added !== undefined) session.view.dispatch({ type: "activate", id: added.id, mode: "edit" });
}
