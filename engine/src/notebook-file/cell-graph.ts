import type { CellAnalysis, Declaration, ImportedName } from "./cell-analysis.ts";

/** The header counts as a cell under this id: what it declares and imports is known everywhere. */
export const HEADER_ID = "header";

export interface GraphCell {
  readonly id: string;
  readonly analysis: CellAnalysis;
}

/** Who declares a name that more than one cell could give. */
export interface Clash {
  readonly cellId: string;
  readonly name: string;
  /** The cell above that has the name. */
  readonly ownerId: string;
}

/** Which cell needs which. Ids that are in no list have no cell. */
export interface CellGraph {
  /** Cells that a cell needs directly. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Cells in an order in which each comes after all it needs; cells of a cycle are left out. */
  readonly order: readonly string[];
  /** Each cell of a cycle, with the ids of the cells in it. */
  readonly cycles: ReadonlyMap<string, readonly string[]>;
  readonly clashes: readonly Clash[];
  /** The cell that gives a name. */
  readonly owners: ReadonlyMap<string, { readonly cellId: string; readonly declaration: Declaration }>;
  /** Imports of every cell: a file is one module, so they are known in all. */
  readonly imports: readonly ImportedName[];
}

/** Strongly connected cells, each component after those that it needs (Tarjan's algorithm, without recursion). */
function components(ids: readonly string[], needs: ReadonlyMap<string, readonly string[]>): readonly string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  for (const root of ids) {
    if (index.has(root)) continue;
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top === undefined) break;
      const { id } = top;
      if (top.next === 0) {
        index.set(id, index.size);
        low.set(id, index.get(id) ?? 0);
        open.push(id);
      }
      const child = needs.get(id)?.[top.next++];
      if (child !== undefined) {
        if (!index.has(child)) path.push({ id: child, next: 0 });
        else if (open.includes(child)) low.set(id, Math.min(low.get(id) ?? 0, index.get(child) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low.set(parent.id, Math.min(low.get(parent.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) === index.get(id)) found.push(open.splice(open.indexOf(id)));
    }
  }
  return found;
}

/** Links cells by the names that they declare and use. Order in the notebook plays no part, except for clashes. */
export function buildCellGraph(cells: readonly GraphCell[]): CellGraph {
  const owners = new Map<string, { cellId: string; declaration: Declaration }>();
  const clashes: Clash[] = [];
  for (const { id, analysis } of cells) {
    for (const declaration of analysis.declares) {
      const owner = owners.get(declaration.name);
      if (owner === undefined) owners.set(declaration.name, { cellId: id, declaration });
      else clashes.push({ cellId: id, name: declaration.name, ownerId: owner.cellId });
    }
  }
  const needs = new Map<string, readonly string[]>();
  for (const { id, analysis } of cells) {
    const from = analysis.uses.map((name) => owners.get(name)?.cellId).filter((owner) => owner !== undefined);
    needs.set(
      id,
      [...new Set(from)].filter((owner) => owner !== id),
    );
  }
  const order: string[] = [];
  const cycles = new Map<string, readonly string[]>();
  const ids = cells.map((cell) => cell.id);
  for (const component of components(ids, needs)) {
    if (component.length === 1) order.push(...component);
    else for (const id of component) cycles.set(id, component);
  }
  return { needs, order, cycles, clashes, owners, imports: cells.flatMap((cell) => cell.analysis.imports) };
}

/** The cells and everything that they need, directly or not. */
export function withNeeds(graph: CellGraph, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const rest = [...ids];
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    rest.push(...(graph.needs.get(id) ?? []));
  }
  return found;
}

/** The cells and everything that needs them, directly or not. */
export function withDependants(graph: CellGraph, ids: Iterable<string>): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const [id, needed] of graph.needs) {
    for (const other of needed) users.set(other, [...(users.get(other) ?? []), id]);
  }
  return withNeeds({ ...graph, needs: users }, ids);
}
