import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { buildCellGraph, type GraphCell, withDependants, withNeeds } from "./cell-graph.ts";

function cell(id: string, declares: readonly string[], uses: readonly string[] = []): GraphCell {
  return {
    id,
    analysis: {
      declares: declares.map((name) => ({ name, exported: true, isValue: true, callee: null })),
      uses,
      imports: [],
      syntaxErrors: [],
    },
  };
}

const NOTEBOOK = [
  cell("view", ["timeline"], ["iceCream", "sales"]),
  cell("define", ["iceCream"], ["window", "GroupBy"]),
  cell("stream", ["sales"], ["Generator"]),
  cell("constant", ["window"]),
];

describe("buildCellGraph", () => {
  it("links a cell to those whose names it uses, whatever their order", () => {
    const graph = buildCellGraph(NOTEBOOK);
    expect(graph.needs.get("view")).toEqual(["define", "stream"]);
    expect(graph.needs.get("define")).toEqual(["constant"]);
    expect(graph.order.indexOf("constant")).toBeLessThan(graph.order.indexOf("define"));
    expect(graph.order.indexOf("define")).toBeLessThan(graph.order.indexOf("view"));
  });

  it("finds what runs along", () => {
    const graph = buildCellGraph(NOTEBOOK);
    expect([...withNeeds(graph, ["view"])].sort()).toEqual(["constant", "define", "stream", "view"]);
    expect([...withDependants(graph, ["constant"])].sort()).toEqual(["constant", "define", "view"]);
  });

  it("names the cells of a cycle and orders the rest", () => {
    const graph = buildCellGraph([cell("1", ["a"], ["b"]), cell("2", ["b"], ["a"]), cell("3", ["c"], ["a"])]);
    expect([...(graph.cycles.get("1") ?? [])].sort()).toEqual(["1", "2"]);
    expect(graph.cycles.has("3")).toBe(false);
    expect(graph.order).toEqual(["3"]);
  });

  it("gives a name to the first cell that declares it", () => {
    const graph = buildCellGraph([cell("1", ["a"]), cell("2", ["a"]), cell("3", [], ["a"])]);
    expect(graph.clashes).toEqual([{ cellId: "2", name: "a", ownerId: "1" }]);
    expect(graph.needs.get("3")).toEqual(["1"]);
  });

  it("orders every graph: each cell after all it needs, cycles aside", () => {
    const name = fc.integer({ min: 0, max: 9 }).map(String);
    check(
      "orders every graph: each cell after all it needs, cycles aside",
      fc.property(fc.array(fc.array(name, { maxLength: 4 }), { maxLength: 10 }), (uses) => {
        const graph = buildCellGraph(uses.map((names, i) => cell(String(i), [String(i)], names)));
        expect(graph.order.length + graph.cycles.size).toBe(uses.length);
        for (const id of graph.order) {
          for (const need of graph.needs.get(id) ?? []) {
            if (graph.cycles.has(need)) continue;
            expect(graph.order.indexOf(need)).toBeLessThan(graph.order.indexOf(id));
          }
        }
        for (const [id, members] of graph.cycles) {
          expect(withNeeds(graph, graph.needs.get(id) ?? []).has(id)).toBe(true);
          expect(members).toContain(id);
        }
      }),
    );
  });
});
