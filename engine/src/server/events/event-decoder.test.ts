import avro from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { TilescopeError } from "../../errors.ts";
import type { Json } from "../../schema/json.ts";
import { avroColumns } from "./avro-columns.ts";
import { readAvroSchema } from "./avro-schema-tree.ts";
import { createEventDecoder, type EventFormat } from "./event-decoder.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const json: EventFormat = { kind: "json" };
const avroFormat = (writerSchema: Json, framing: "none" | "registry" = "none"): EventFormat => ({
  kind: "avro",
  writerSchema,
  framing,
});

const purchase: Json = {
  type: "record",
  name: "Purchase",
  fields: [
    { name: "user", type: ["null", "string"] },
    { name: "ts", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 } },
    { name: "day", type: { type: "int", logicalType: "date" } },
    { name: "at", type: { type: "long", logicalType: "timestamp-micros" } },
    { name: "channel", type: { type: "enum", name: "Channel", symbols: ["WEB", "SHOP"] } },
    { name: "tags", type: { type: "array", items: "string" } },
    { name: "scores", type: { type: "map", values: "double" } },
    { name: "hash", type: { type: "fixed", name: "Hash", size: 3 } },
    { name: "raw", type: "bytes" },
    { name: "weight", type: "float" },
    { name: "gift", type: "boolean" },
    {
      name: "place",
      type: ["null", { type: "record", name: "Place", fields: [{ name: "zip", type: "int" }] }],
    },
  ],
};
const event = {
  user: { string: "Zoë" },
  ts: 1_704_882_600_000,
  price: Buffer.from([0xff, 0x38]),
  day: 19_732,
  at: 1_704_882_600_000_001,
  channel: "SHOP",
  tags: ["a", ""],
  scores: { __proto__x: 1.5, y: -0.25 },
  hash: Buffer.from([1, 2, 255]),
  raw: Buffer.from([0, 128]),
  weight: 0.5,
  gift: true,
  place: { Place: { zip: 8_000 } },
};
const written = avro.Type.forSchema(purchase as avro.Schema, { wrapUnions: true }).toBuffer(event);
const row = [
  "Zoë",
  1_704_882_600_000,
  "-2.00",
  19_732,
  1_704_882_600_000_001,
  "SHOP",
  ["a", ""],
  new Map([
    ["__proto__x", 1.5],
    ["y", -0.25],
  ]),
  new Uint8Array([1, 2, 255]),
  new Uint8Array([0, 128]),
  0.5,
  true,
  { zip: 8_000 },
];

describe("events in Avro", () => {
  const columns = avroColumns(readAvroSchema(purchase));

  it("have the columns of their record", () => {
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["user", "string"],
      ["ts", "long"],
      ["price", "string"],
      ["day", "date"],
      ["at", "timestamp"],
      ["channel", "string"],
      ["tags", { list: "string" }],
      ["scores", { map: "double" }],
      ["hash", "binary"],
      ["raw", "binary"],
      ["weight", "float"],
      ["gift", "boolean"],
      ["place", { struct: "Place", fields: [{ name: "zip", type: "int" }] }],
    ]);
  });

  it("are read with the schema of their writer", () => {
    const decode = createEventDecoder(avroFormat(purchase));
    expect(decode(written, columns)).toEqual({ ok: true, value: row, warnings: [] });
    // A reader may want fewer columns, or others that are then null.
    expect(decode(written, [...columns.slice(0, 2), { name: "new", type: "long" }])).toMatchObject({
      ok: true,
      value: ["Zoë", 1_704_882_600_000, null],
    });
  });

  it("may have a registry's bytes in front", () => {
    const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), written]);
    const decode = createEventDecoder(avroFormat(purchase, "registry"));
    expect(decode(framed, columns)).toMatchObject({ ok: true, value: row });
    expect(decode(written, columns).ok).toBe(false);
    expect(createEventDecoder(avroFormat(purchase))(framed, columns).ok).toBe(false);
  });

  it("keep long integers exact", () => {
    const schema: Json = { type: "record", name: "R", fields: [{ name: "id", type: "long" }] };
    const decode = createEventDecoder(avroFormat(schema));
    const columns = avroColumns(readAvroSchema(schema));
    // The longest of all: nine bytes of ones and a one.
    const longest = [0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    expect(decode(Uint8Array.from(longest), columns)).toMatchObject({ ok: true, value: [2n ** 63n - 1n] });
  });

  it("are refused with a reason when they are cut, too long or something else", () => {
    const decode = createEventDecoder(avroFormat(purchase));
    for (let length = 0; length < written.length; length++) {
      const decoded = decode(written.subarray(0, length), columns);
      expect(decoded.ok).toBe(false);
      if (!decoded.ok) expect(decoded.diagnostics[0]?.message).toMatch(/^Not Avro: ./);
    }
    const longer = decode(Buffer.concat([written, Buffer.from([0])]), columns);
    expect(longer).toMatchObject({ ok: false, diagnostics: [{ code: "event/undecodable" }] });
    expect(decode(text('{"user": "Zoë"}'), columns).ok).toBe(false);
  });

  it("are refused at once when a few bytes claim millions of items", () => {
    const nulls: Json = {
      type: "record",
      name: "R",
      fields: [{ name: "n", type: { type: "array", items: { type: "array", items: "null" } } }],
    };
    const block = [0x80, 0x89, 0x7a, 0];
    const bytes = Uint8Array.from([0xfe, 0x0f, ...Array.from({ length: 1_023 }, () => block).flat(), 0]);
    expect(createEventDecoder(avroFormat(nulls))(bytes, []).ok).toBe(false);
    const tree: Json = { type: "record", name: "T", fields: [{ name: "next", type: ["null", "T"] }] };
    expect(createEventDecoder(avroFormat(tree))(new Uint8Array(1_000_000).fill(2), [])).toMatchObject({
      ok: false,
      diagnostics: [{ message: expect.stringContaining("nested too deeply") }],
    });
  });

  it("never throw, whatever the bytes", () => {
    const decode = createEventDecoder(avroFormat(purchase));
    check(
      "never throw, whatever the bytes",
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat({ max: written.length }),
        fc.nat({ max: written.length }),
        (bytes, from, to) => {
          const mixed = Buffer.concat([written.subarray(0, from), bytes, written.subarray(to)]);
          expect(typeof decode(mixed, columns).ok).toBe("boolean");
        },
      ),
    );
  });

  it("need a schema that is one, and that columns can hold", () => {
    for (const bad of [null, "nothing", { type: "record" }, { type: "array" }])
      expect(() => createEventDecoder(avroFormat(bad))).toThrow(TilescopeError);
    const record = (type: Json): Json => ({ type: "record", name: "R", fields: [{ name: "x", type }] });
    for (const unfit of ["long", record(["int", "string"]), record("null"), record(["null", "R"])])
      expect(() => avroColumns(readAvroSchema(unfit))).toThrow(/No columns/);
  });
});

describe("events in JSON", () => {
  const columns = [
    { name: "id", type: "long" },
    { name: "name", type: "string" },
  ] as const;
  const decode = createEventDecoder(json);

  it("are read by their columns, long integers exactly", () => {
    expect(decode(text('{"id": 9007199254740993, "other": 1}'), columns)).toMatchObject({
      ok: true,
      value: [9_007_199_254_740_993n, null],
    });
  });

  it.each([
    ["{broken", /^Not JSON: ./],
    ["", /^Not JSON: ./],
    ["[1]", /not a JSON object/],
    ['{"id": "soon"}', /Column "id"/],
  ])("are refused with a reason: %s", (value, message) => {
    const decoded = decode(text(value), columns);
    expect(decoded.ok).toBe(false);
    if (!decoded.ok) expect(decoded.diagnostics[0]?.message).toMatch(message);
  });

  it("are refused when they are not text", () => {
    expect(decode(Uint8Array.from([0x22, 0xff, 0x22]), columns).ok).toBe(false);
  });
});
