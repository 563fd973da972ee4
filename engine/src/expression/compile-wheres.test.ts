import { beforeAll, describe, expect, it } from "vitest";
import type { Schema } from "../schema/schema.ts";
import { compileWheres, joinWheres } from "./compile-wheres.ts";
import { loadSqlParser } from "./syntax/load-sql-parser.ts";

const SCHEMA: Schema = [
  { name: "b", type: "boolean" },
  { name: "i", type: "int" },
];

function keeps(
  wheres: readonly string[],
  form: "bracketed" | "plain",
  row: readonly (boolean | number | null)[],
): boolean {
  const compiled = compileWheres(wheres, SCHEMA, form);
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  return compiled.expression.keeps(row);
}

describe("filters", () => {
  it("keep everything if there are none", () => {
    expect(keeps([], "bracketed", [null, null])).toBe(true);
  });

  describe("with the grammar", () => {
    beforeAll(loadSqlParser);

    it("keep a row only for true, not for unknown", () => {
      expect(keeps(["b"], "plain", [true, 1])).toBe(true);
      expect(keeps(["b"], "plain", [false, 1])).toBe(false);
      expect(keeps(["b"], "plain", [null, 1])).toBe(false);
      expect(keeps(["b", "i > 0"], "bracketed", [true, null])).toBe(false);
    });

    it("bind differently without brackets, as the online evaluator does", () => {
      const wheres = ["i < 0 OR b", "i > 0"];
      expect(keeps(wheres, "bracketed", [true, -1])).toBe(false);
      expect(keeps(wheres, "plain", [true, -1])).toBe(true);
    });

    it("are joined as text, so that halves which fit together pass", () => {
      expect(joinWheres(["i > 0) OR (b"], "bracketed")).toBe("(i > 0) OR (b)");
      expect(keeps(["i > 0) OR (b"], "bracketed", [true, -1])).toBe(true);
      expect(compileWheres(["i > 0) OR (b"], SCHEMA, "plain").ok).toBe(false);
    });

    it("lose a closing bracket to a line comment", () => {
      expect(compileWheres(["i > 0 -- c"], SCHEMA, "bracketed").ok).toBe(false);
      expect(keeps(["i > 0 -- c"], "plain", [null, 1])).toBe(true);
    });

    it("must be boolean", () => {
      for (const where of ["i", "NULL", "'true'"]) {
        const compiled = compileWheres([where], SCHEMA, "bracketed");
        expect(compiled).toMatchObject({ ok: false, diagnostics: [{ code: "expression/type" }] });
      }
    });

    it("tell the columns they read", () => {
      const compiled = compileWheres(["b", "I > 0"], SCHEMA, "bracketed");
      expect(compiled).toMatchObject({ ok: true, expression: { columns: ["b", "i"] } });
    });
  });
});
