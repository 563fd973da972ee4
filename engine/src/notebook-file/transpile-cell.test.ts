import ts from "typescript";
import { describe, expect, it } from "vitest";
import { analyseCell } from "./analyse-cell.ts";
import { offsetOfPosition, originalPosition, positionOfOffset } from "./source-position.ts";
import { transpileCell } from "./transpile-cell.ts";

const transpile = (source: string) => transpileCell(ts, source, analyseCell(ts, source));

function evaluate(source: string, scope: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const exports = {};
  const run = new Function("exports", "require", ...Object.keys(scope), transpile(source).code);
  run(exports, (name: string) => ({ name }), ...Object.values(scope));
  return exports;
}

describe("transpileCell", () => {
  it("gives code that reads its names from outside and fills exports", () => {
    expect(evaluate("export const a: number = f(b as never) ?? 1;", { f: (x: number) => x + 1, b: 2 })).toEqual({
      a: 3,
    });
  });

  it("exports values that are not marked, but no types", () => {
    const exports = evaluate("const a = 1; function f() { return a; } type T = number; interface I { x: T }");
    expect(Object.keys(exports).sort()).toEqual(["a", "f"]);
  });

  it("leads from generated code back to the source, past types and blank lines", () => {
    const source = "interface Row {\n  a: number;\n}\n\n\nexport const a: Row =\n  explode();\n";
    const { code, mappings } = transpile(source);
    const at = positionOfOffset(code, code.indexOf("explode"));
    expect(originalPosition(mappings, at)).toEqual({ line: 7, column: 3 });
  });
});

describe("positionOfOffset", () => {
  it("counts every kind of line end once", () => {
    expect(positionOfOffset("a\r\nb\nc\rd", 7)).toEqual({ line: 4, column: 1 });
    expect(positionOfOffset("", 0)).toEqual({ line: 1, column: 1 });
    expect(positionOfOffset("ab", 2)).toEqual({ line: 1, column: 3 });
  });
});

describe("offsetOfPosition", () => {
  it("undoes positionOfOffset", () => {
    const text = "a\r\nbc\n\nd\re";
    for (const offset of [0, 1, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(offsetOfPosition(text, positionOfOffset(text, offset))).toBe(offset);
    expect(offsetOfPosition(text, { line: 99, column: 1 })).toBe(text.length);
  });
});
