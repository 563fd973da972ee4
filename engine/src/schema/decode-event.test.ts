import { describe, expect, it } from "vitest";
import { decodeEvent } from "./decode-event.ts";
import { type Json, parseJson } from "./json.ts";
import type { Schema } from "./schema.ts";

const schema: Schema = [
  { name: "id", type: "long" },
  { name: "name", type: "string" },
  { name: "amount", type: "double" },
  { name: "tags", type: { list: "string" } },
  { name: "counts", type: { map: "long" } },
  {
    name: "place",
    type: {
      struct: "Place",
      fields: [
        { name: "lat", type: "double" },
        { name: "constructor", type: "string" },
      ],
    },
  },
];

function reasonFor(json: Json): string {
  const decoded = decodeEvent(json, schema);
  if (decoded.ok) throw new Error("decoded");
  expect(decoded.diagnostics).toHaveLength(1);
  return `${decoded.diagnostics[0]?.path.join(".")}: ${decoded.diagnostics[0]?.message}`;
}

describe("decodeEvent", () => {
  it("reads columns in schema order, missing ones as null, and ignores the rest", () => {
    const json = { amount: 3, extra: 1, name: "a", tags: ["x", null], counts: { a: 1 }, place: { lat: 1.5 } };
    expect(decodeEvent(json, schema)).toEqual({
      ok: true,
      warnings: [],
      value: [null, "a", 3, ["x", null], new Map([["a", 1]]), { lat: 1.5, constructor: null }],
    });
  });

  it("keeps 64-bit integers exact, as numbers or as decimal text", () => {
    const rows = ['{"id": 9223372036854775807}', '{"id": "-9223372036854775808"}', '{"id": 9007199254740991}'];
    const ids = rows
      .map((text) => decodeEvent(parseJson(text), schema))
      .map((decoded) => decoded.ok && decoded.value[0]);
    expect(ids).toEqual([2n ** 63n - 1n, -(2n ** 63n), 9007199254740991]);
  });

  it("does not take names of object methods for columns", () => {
    expect(decodeEvent({}, [{ name: "constructor", type: "string" }])).toMatchObject({ ok: true, value: [null] });
  });

  it.each<[string, string]>([
    ['{"id": "x"}', 'id: Column "id": Expected long but got "x".'],
    ['{"id": 1.5}', 'id: Column "id": Expected long but got 1.5.'],
    ['{"id": 9223372036854775808}', 'id: Column "id": Expected long but got "9223372036854775808".'],
    ['{"name": 5}', 'name: Column "name": Expected string but got 5.'],
    ['{"tags": "a"}', 'tags: Column "tags": Expected list<string> but got "a".'],
    ['{"counts": {"a": true}}', 'counts: Column "counts": Expected long but got true.'],
    ["[1]", ": The event is not a JSON object."],
    ["null", ": The event is not a JSON object."],
    ['"text"', ": The event is not a JSON object."],
  ])("refuses %s and says where", (text, reason) => {
    expect(reasonFor(parseJson(text))).toBe(reason);
  });
});
