import ts from "typescript";
import { describe, expect, it } from "vitest";
import { analyseCell } from "./analyse-cell.ts";
import { createCellEvaluator } from "./cell-evaluator.ts";
import type { RunnableCell } from "./sandbox-protocol.ts";
import { originalPosition } from "./source-position.ts";
import { transpileCell } from "./transpile-cell.ts";

const MODULES = { "tilescope/notebook": { hours: (length: number) => ({ length }) } };
const HOURS = { module: "tilescope/notebook", imported: "hours", local: "hours", typeOnly: false };

function cellOf(id: string, source: string, rest: Partial<RunnableCell> = {}) {
  const { code, mappings } = transpileCell(ts, source, analyseCell(ts, source));
  return { cell: { id, code, imports: [], scope: [], ...rest } satisfies RunnableCell, mappings };
}

describe("createCellEvaluator", () => {
  it("gives back plain values and what was logged", async () => {
    const evaluate = createCellEvaluator(MODULES);
    const { cell } = cellOf("c1", "console.log('six', { a: 1n }); export const window = hours(6)", {
      imports: [HOURS],
    });
    expect(await evaluate({ id: 1, cell })).toEqual({
      id: 1,
      values: [{ name: "window", plain: true, value: { length: 6 } }],
      failure: null,
      log: ['six {"a":"1n"}'],
    });
  });

  it("hands exports on, functions included", async () => {
    const evaluate = createCellEvaluator(MODULES);
    const first = cellOf("c1", "const twice = (x: number) => 2 * x;");
    expect((await evaluate({ id: 1, cell: first.cell })).values).toEqual([
      { name: "twice", plain: false, reason: "twice is a function" },
    ]);
    const second = cellOf("c2", "export const four = twice(2);", { scope: [{ name: "twice", cellId: "c1" }] });
    expect((await evaluate({ id: 2, cell: second.cell })).values).toEqual([{ name: "four", plain: true, value: 4 }]);
  });

  it("imports the API by itself too, and nothing else", async () => {
    const evaluate = createCellEvaluator(MODULES);
    const { cell } = cellOf("c1", 'import { hours as h } from "tilescope/notebook"; export const w = h(1);');
    expect((await evaluate({ id: 1, cell })).values[0]).toMatchObject({ value: { length: 1 } });
    const other = cellOf("c2", 'import { readFile } from "node:fs"; readFile();');
    expect((await evaluate({ id: 2, cell: other.cell })).failure?.message).toContain('cannot import "node:fs"');
  });

  it("names a definition after its variable, also inside what refers to it", async () => {
    const source = "export const sales = { metaData: {}, keyColumns: [] }; export const view = { groupBy: sales };";
    const { values } = await createCellEvaluator({})({ id: 1, cell: cellOf("c1", source).cell });
    expect(values[1]).toMatchObject({ value: { groupBy: { metaData: { name: "sales" } } } });
  });

  it("waits for top-level await", async () => {
    const { cell } = cellOf("c1", "export const a = await Promise.resolve(3);");
    expect((await createCellEvaluator({})({ id: 1, cell })).values[0]).toMatchObject({ value: 3 });
  });

  it("leads an error back to its line in the cell", async () => {
    const { cell, mappings } = cellOf(
      "c1",
      "interface A { a: 1 }\n\n\nconst f = () => {\n  throw new TypeError('no');\n};\n\nf();",
    );
    const { failure, values } = await createCellEvaluator({})({ id: 1, cell });
    expect(values).toEqual([]);
    expect(failure).toMatchObject({ name: "TypeError", message: "no" });
    expect(failure?.generated).not.toBeNull();
    if (failure?.generated) expect(originalPosition(mappings, failure.generated)).toMatchObject({ line: 5 });
  });

  it("reports thrown values that are no errors", async () => {
    const { cell } = cellOf("c1", "throw { code: 7 };");
    expect((await createCellEvaluator({})({ id: 1, cell })).failure).toEqual({
      name: "Thrown",
      message: '{"code":7}',
      generated: null,
    });
  });
});
