import type { GroupBy } from "../../../engine/src/group-by/group-by.ts";
import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import { withImports } from "../document/header-imports.ts";
import type { NotebookSession } from "../session/notebook-session.ts";

/** Whether a name stands anywhere in the code of a notebook: then a cell should not export it once more. */
function isUsed({ header, cells }: Notebook, name: string): boolean {
  const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`);
  return word.test(header) || cells.some((cell) => cell.kind === "code" && word.test(cell.source));
}

/** Adds definitions at the end of the notebook, a cell each and all in one step of undo, and runs them. Gives their names. */
export async function appendDefinitions(
  session: NotebookSession,
  groupBys: readonly GroupBy[],
): Promise<readonly string[]> {
  const { exportName, writeNotebookCell } = await import("../../../engine/src/group-by/chronon/index.ts");
  const { notebook } = session.document.get();
  const names: string[] = [];
  let header = notebook.header;
  const cells = groupBys.map((groupBy) => {
    const name = exportName(groupBy.metaData?.name ?? "", (one) => names.includes(one) || isUsed(notebook, one));
    names.push(name);
    const { source, imports } = writeNotebookCell(groupBy, name);
    header = withImports(header, imports);
    return { name, source: source.replaceAll("\n", notebook.lineEnd) };
  });
  session.document.dispatch({ type: "append", header, cells });
  const added = session.document.get().notebook.cells.slice(-cells.length);
  const [first] = added;
  if (first !== undefined) session.view.dispatch({ type: "activate", id: first.id });
  await session.run(added.map(({ id }) => id));
  return names;
}
