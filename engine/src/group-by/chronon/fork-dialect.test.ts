import { describe, expect, it } from "vitest";
import { Operation } from "../group-by.ts";
import { validateGroupBy } from "../validate-group-by.ts";
import { fromForkDialect } from "./fork-dialect.ts";
import { readCompiledJson } from "./read-compiled-json.ts";
import { writeCompiledJson } from "./write-compiled-json.ts";

const compiled = (operation: unknown, metaData: object = {}) => ({
  metaData: { name: "team.gb", ...metaData },
  sources: [{ events: { topic: "t", query: { selects: { user: "user", x: "x" }, timeColumn: "ts", setups: [] } } }],
  keyColumns: ["user"],
  aggregations: [{ inputColumn: "x", operation, argMap: { k: "3" } }],
});

/** Operation, and codes of what was found. */
function read(json: unknown) {
  const checked = readCompiledJson(JSON.stringify(json));
  const found = checked.ok ? checked.warnings : checked.diagnostics;
  return {
    operation: checked.ok ? checked.value.aggregations?.[0]?.operation : null,
    codes: found.map(({ code }) => code),
  };
}

describe("Z1 the fork's operations in compiled JSON", () => {
  it("leaves Chronon's numbers their meaning", () => {
    expect(read(compiled(18))).toEqual({ operation: Operation.APPROX_HISTOGRAM_K, codes: [] });
    expect(read(compiled(19))).toEqual({ operation: Operation.BOUNDED_UNIQUE_COUNT, codes: [] });
    expect(read(compiled(20))).toEqual({ operation: null, codes: ["group-by/unknown-enum-value"] });
  });

  it.each(["APPROX_FREQUENT_K", "APPROX_HEAVY_HITTERS_K", "UNIQUE_TOP_K"] as const)("reads and writes %s", (name) => {
    expect(read(compiled(name))).toEqual({ operation: Operation[name], codes: [] });
    expect(read(compiled(Operation[name]))).toEqual({ operation: Operation[name], codes: [] });
    const checked = validateGroupBy(compiled(name));
    if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
    const text = writeCompiledJson(checked.value);
    expect(JSON.parse(text).aggregations[0].operation).toBe(name);
    expect(readCompiledJson(text)).toEqual({ ok: true, value: checked.value, warnings: [] });
  });

  it("takes no other operation by name", () => {
    expect(read(compiled("SUM"))).toEqual({ operation: null, codes: ["group-by/unknown-enum-value"] });
  });

  it.each([
    [18, Operation.APPROX_FREQUENT_K],
    [19, Operation.APPROX_HEAVY_HITTERS_K],
    [20, Operation.UNIQUE_TOP_K],
  ])("reads %i as the fork's in a file that the fork compiled, and says so", (number, operation) => {
    for (const mark of [{ executionInfo: {} }, { sourceFile: "a.py" }, { version: "1" }, { columnHashes: {} }]) {
      const { codes, ...rest } = read(compiled(number, mark));
      expect(rest).toEqual({ operation });
      expect(codes).toEqual(["group-by/fork-dialect", "group-by/unknown-field"]);
    }
  });

  it("Z2 leaves the fork's other operations, and what is not well-formed, as they are", () => {
    const sum = compiled(7, { executionInfo: {} });
    expect(fromForkDialect(sum)).toBe(sum);
    for (const json of [
      null,
      5,
      [],
      { metaData: { version: "1" } },
      { metaData: { version: "1" }, aggregations: [null, 18] },
    ])
      expect(fromForkDialect(json)).toBe(json);
  });

  it("reads a GroupBy inside a join by its own marks", () => {
    const inner = compiled(18, { executionInfo: {} });
    const json = {
      ...compiled(18),
      sources: [{ joinSource: { join: { joinParts: [{ groupBy: inner }] }, query: {} } }],
    };
    const checked = readCompiledJson(JSON.stringify(json));
    const value = JSON.stringify(checked.ok && checked.value);
    expect(value).toContain(`"operation":${Operation.APPROX_FREQUENT_K}`);
    expect(value).toContain(`"operation":${Operation.APPROX_HISTOGRAM_K}`);
  });
});
