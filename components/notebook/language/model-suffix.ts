import type { CellGraph, GraphCell } from "../../../engine/src/notebook-file/cell-graph.ts";

/** Where the language service keeps a cell. */
export function cellUri(id: string): string {
  return `file:///notebook/${id}.ts`;
}

/**
 * What the language service reads after a cell's own text, so that the cell, a module of its own there, sees what it
 * sees as part of the file: the imports of all cells and the names that they declare. Being behind the text, it moves
 * no position.
 */
export function modelSuffix(graph: CellGraph, cell: GraphCell): string {
  const taken = new Set<string>();
  for (const { name } of cell.analysis.declares) taken.add(name);
  for (const { local } of cell.analysis.imports) taken.add(local);
  const lines: string[] = [];
  for (const { module, imported, local, typeOnly } of graph.imports) {
    if (taken.has(local)) continue;
    taken.add(local);
    const from = `from ${JSON.stringify(module)};`;
    const type = typeOnly ? "type " : "";
    if (imported === "*") lines.push(`import ${type}* as ${local} ${from}`);
    else lines.push(`import ${type}{ ${imported} as ${local} } ${from}`);
  }
  for (const [name, { cellId }] of graph.owners) {
    if (taken.has(name)) continue;
    taken.add(name);
    lines.push(`import { ${name} } from "./${cellId}";`);
  }
  const silent = cell.analysis.declares.filter((declaration) => !declaration.exported);
  const values = silent.filter((declaration) => declaration.isValue).map((declaration) => declaration.name);
  const types = silent.filter((declaration) => !declaration.isValue).map((declaration) => declaration.name);
  lines.push(`export { ${values.join(", ")} };`);
  if (types.length > 0) lines.push(`export type { ${types.join(", ")} };`);
  return `\n;${lines.join("\n")}\n`;
}
