import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type JsonPath, rangeInString, rangeOfPath } from "./path-range.ts";

const SOURCE = `const shared = hours(12);
export const iceCream = GroupBy({
  sources: [EventSource({ topic: "sales", query: Query({
    selects: { customer_id: "customer_id", "flavor": "upper(flavour)" }, wheres: ["a > 1", "b"], timeColumn: "created" }) })],
  keys: ["customer_id"],
  aggregations: [
    Aggregation({ inputColumn: "customer_id", operation: Operation.COUNT, windows: [hours(6), shared] }),
    Aggregation({ inputColumn: ("flavor" as string), operation: Operation.LAST_K(5) }),
  ],
  online: true,
} satisfies object);
const rest = [1];
export const spread = GroupBy({ aggregations: [...rest, Aggregation({})] });
export const other = Make(elsewhere);
export const sales = Stream({ topic: "sales", columns: { id: Column.key(), at: Column.time() }, disorder: { p95: minutes(5) } });
`;

function textAt(path: JsonPath, name = "iceCream"): string | null {
  const file = ts.createSourceFile("cell.ts", SOURCE, ts.ScriptTarget.ESNext, true);
  const range = rangeOfPath(ts, file, name, path);
  return range === null ? null : SOURCE.slice(range.start, range.end);
}

describe("rangeOfPath", () => {
  it("finds values under the names that people write", () => {
    expect(textAt(["keyColumns", 0])).toBe('"customer_id"');
    expect(textAt(["sources", 0, "events", "query", "timeColumn"])).toBe('"created"');
    expect(textAt(["sources", 0, "events", "query", "selects", "flavor"])).toBe('"upper(flavour)"');
    expect(textAt(["sources", 0, "events", "query", "wheres", 1])).toBe('"b"');
    expect(textAt(["sources", 0, "events", "topic"])).toBe('"sales"');
    expect(textAt(["aggregations", 0, "operation"])).toBe("Operation.COUNT");
    expect(textAt(["metaData", "online"])).toBe("true");
  });

  it("reads windows and operation arguments out of their calls", () => {
    expect(textAt(["aggregations", 0, "windows", 0])).toBe("hours(6)");
    expect(textAt(["aggregations", 0, "windows", 0, "length"])).toBe("6");
    expect(textAt(["aggregations", 0, "windows", 1])).toBe("shared");
    expect(textAt(["aggregations", 0, "windows", 1, "length"])).toBe("12");
  });

  it("reads streams: columns by number, durations by their short names", () => {
    expect(textAt(["columns", 1], "sales")).toBe("Column.time()");
    expect(textAt(["columns", 1, "type"], "sales")).toBe("Column.time()");
    expect(textAt(["disorder", "delayP95Ms"], "sales")).toBe("minutes(5)");
  });

  it("falls back to the nearest expression around", () => {
    expect(textAt(["aggregations", 1, "inputColumn", "deeper"])).toBe('("flavor" as string)');
    expect(textAt(["aggregations", 1, "argMap", "k"])).toMatch(/^Aggregation\(\{ inputColumn: \("flavor"/);
    expect(textAt(["aggregations", 7])).toMatch(/^\[\n/);
    expect(textAt(["aggregations", 0, "windows", 0, "timeUnit"])).toBe("hours(6)");
    expect(textAt(["nothing"])).toBe("GroupBy");
    expect(textAt([])).toBe("GroupBy");
  });

  it("finds a column that the selects got from a key or an input", () => {
    expect(textAt(["sources", 0, "events", "query", "selects", "customer_id"])).toBe('"customer_id"');
    const unselected = SOURCE.replace("customer_id: ", "other: ");
    const file = ts.createSourceFile("cell.ts", unselected, ts.ScriptTarget.ESNext, true);
    const range = rangeOfPath(ts, file, "iceCream", ["sources", 0, "events", "query", "selects", "customer_id"]);
    expect(range?.start).toBe(unselected.indexOf('["customer_id"]') + 1);
  });

  it("does not guess behind a spread or a name from elsewhere", () => {
    expect(textAt(["aggregations", 1], "spread")).toBe("[...rest, Aggregation({})]");
    expect(textAt(["keys", 1], "other")).toBe("Make");
    expect(textAt(["keys"], "absent")).toBeNull();
  });
});

describe("rangeInString", () => {
  it("covers the span inside the quotes", () => {
    const source = 'x = "a + unknown"';
    expect(rangeInString(source, { start: 4, end: 17 }, { start: 4, end: 11 })).toEqual({ start: 9, end: 16 });
  });

  it("covers the whole literal where escapes would shift the span", () => {
    const source = '"a\\n + b"';
    const literal = { start: 0, end: source.length };
    expect(rangeInString(source, literal, { start: 4, end: 5 })).toEqual(literal);
    expect(rangeInString("name", { start: 0, end: 4 }, { start: 0, end: 1 })).toEqual({ start: 0, end: 4 });
  });
});
