import ts from "typescript";
import { describe, expect, it } from "vitest";
import { analyseCell } from "./analyse-cell.ts";

const uses = (source: string) => analyseCell(ts, source).uses;

describe("analyseCell", () => {
  it("finds the names that a cell takes from elsewhere", () => {
    expect(uses("export const a = GroupBy({ sources: [sales], keys: [b.c] })")).toEqual(["GroupBy", "sales", "b"]);
  });

  it("knows scopes: parameters, blocks, destructuring, hoisting and shadowing", () => {
    expect(uses("const f = (sales) => sales + x; f(1)")).toEqual(["x"]);
    expect(uses("{ const sales = 1; sales } sales")).toEqual(["sales"]);
    expect(uses("const { a: sales, ...rest } = other; sales; rest")).toEqual(["other"]);
    expect(uses("f(); function f() { return later } const later = 1")).toEqual([]);
    expect(uses("for (const sales of list) sales; try { t } catch (sales) { sales }")).toEqual(["list", "t"]);
    expect(uses("const sales = 1; export const { x = sales } = y")).toEqual(["y"]);
  });

  it("takes no member name, key, label or text for a name", () => {
    expect(uses("a.sales; ({ sales: 1, rows }); loop: for (;;) break loop; `sales ${t}`; 'sales'")).toEqual([
      "a",
      "rows",
      "t",
    ]);
  });

  it("sees types too", () => {
    expect(uses("let x: Stream<Row>; type T = typeof sales; interface I extends J {}")).toEqual([
      "Stream",
      "Row",
      "sales",
      "J",
    ]);
  });

  it("lists declarations with what made them", () => {
    const { declares } = analyseCell(
      ts,
      "export const a = GroupBy({}), b = (hours(6) as Window); const c = 1; function f() {} export interface I {} type T = 1; class K {}",
    );
    expect(declares).toEqual([
      { name: "a", exported: true, isValue: true, callee: "GroupBy" },
      { name: "b", exported: true, isValue: true, callee: "hours" },
      { name: "c", exported: false, isValue: true, callee: null },
      { name: "f", exported: false, isValue: true, callee: null },
      { name: "I", exported: true, isValue: false, callee: null },
      { name: "T", exported: false, isValue: false, callee: null },
      { name: "K", exported: false, isValue: true, callee: null },
    ]);
  });

  it("lists imports, which count as known", () => {
    const analysis = analyseCell(
      ts,
      'import d, { GroupBy as G, type Query } from "tilescope/notebook"; import * as n from "tilescope/notebook"; import type { X } from "m"; G(d, n)',
    );
    expect(analysis.uses).toEqual([]);
    expect(analysis.imports).toEqual([
      { module: "tilescope/notebook", imported: "default", local: "d", typeOnly: false },
      { module: "tilescope/notebook", imported: "GroupBy", local: "G", typeOnly: false },
      { module: "tilescope/notebook", imported: "Query", local: "Query", typeOnly: true },
      { module: "tilescope/notebook", imported: "*", local: "n", typeOnly: false },
      { module: "m", imported: "X", local: "X", typeOnly: true },
    ]);
  });

  it("reports syntax errors at their place and still analyses the rest", () => {
    const analysis = analyseCell(ts, "export const a = sales +\nexport const b = 2");
    expect(analysis.syntaxErrors.length).toBeGreaterThan(0);
    expect(analysis.syntaxErrors[0]?.start).toBe(25);
    expect(analysis.uses).toContain("sales");
  });
});
