import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { decodeEvent } from "./decode-event.ts";
import { inferSchema } from "./infer-schema.ts";
import type { Json } from "./json.ts";
import { describeType } from "./schema.ts";

function typesOf(...rows: Json[]): Record<string, string> {
  return Object.fromEntries(inferSchema(rows).schema.map(({ name, type }) => [name, describeType(type)]));
}

describe("inferSchema", () => {
  it("tells long, double, string, boolean, list, map and struct apart", () => {
    expect(
      typesOf({ l: 1, d: 1.5, s: "a", b: true, ll: [1, 2], m: { x: 1, y: 2 }, r: { a: 1, b: "c" }, e: [], o: {} }),
    ).toEqual({
      l: "long",
      d: "double",
      s: "string",
      b: "boolean",
      ll: "list<long>",
      m: "map<string, long>",
      r: "{a: long, b: string}",
      e: "list<string>",
      o: "map<string, string>",
    });
  });

  it("widens over rows: long to double, null to anything, new columns at the end", () => {
    expect(typesOf({ a: 1, b: null }, { a: 2.5, b: "x", c: [1] }, { c: [0.5, null] })).toEqual({
      a: "double",
      b: "string",
      c: "list<double>",
    });
    expect(typesOf({ m: { x: 1 } }, { m: { y: 2.5 } })).toEqual({ m: "map<string, double>" });
  });

  it("takes 64-bit integers as long, and wider ones as double", () => {
    expect(typesOf({ a: 2n ** 62n, b: 2n ** 64n })).toEqual({ a: "long", b: "double" });
  });

  it("goes with the majority and says what does not fit", () => {
    expect(inferSchema([{ a: 1 }, { a: "x" }, { a: 2 }, { b: null }, 7])).toEqual({
      schema: [
        { name: "a", type: "long" },
        { name: "b", type: "string" },
      ],
      problems: [
        { column: "row 4", reason: "It is not a JSON object." },
        { column: "a", reason: "1 of 3 values are not long." },
        { column: "b", reason: "It never has a value; taken as string." },
      ],
    });
  });

  const readsItsRows = "gives a schema that reads the rows it came from, unless it reports a problem";
  it(readsItsRows, () => {
    const scalar = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.boolean(),
    );
    const value = fc.oneof(
      scalar,
      fc.constant(null),
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.string(), scalar, { maxKeys: 3 }),
    );
    const rows = fc.array(fc.record({ a: value, b: value }, { requiredKeys: [] }), { minLength: 1, maxLength: 4 });
    check(
      readsItsRows,
      fc.property(rows, (generated) => {
        const { schema, problems } = inferSchema(generated as Json[]);
        for (const row of generated) {
          const decoded = decodeEvent(row as Json, schema);
          if (!decoded.ok) expect(problems.map(({ column }) => column)).toContain(decoded.diagnostics[0]?.path[0]);
        }
      }),
    );
  });
});
