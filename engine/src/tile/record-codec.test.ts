import avsc from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storableSchema } from "../../testing/arbitrary-type.ts";
import { arbitraryValue } from "../../testing/arbitrary-value.ts";
import { check } from "../../testing/property.ts";
import { hexFromBytes, stringifyJson, valueToJson } from "../schema/json.ts";
import { longFromBigInt } from "../schema/long.ts";
import { type DataType, isList, isMap, type Schema } from "../schema/schema.ts";
import type { Row, StructValue, Value } from "../schema/value.ts";
import { type AvroRecord, avroSchema } from "./avro-schema.ts";
import { createRecordCodec, hasNullMembers } from "./record-codec.ts";

const field = (name: string, type: DataType) => ({ name, type });
const hex = (schema: Schema, row: Row) => hexFromBytes(createRecordCodec("R", schema).encode(row));

/** Rows of a random schema, null columns and nulls inside lists and maps included. */
const schemaAndRow = storableSchema.chain((schema) =>
  fc.tuple(
    fc.constant(schema),
    fc.tuple(...schema.map(({ type }) => fc.option(arbitraryValue(type), { freq: 5 }))) as fc.Arbitrary<Row>,
  ),
);

/** Rows as text that tells -0 from 0, NaN from null, and number from bigint. */
const shown = (schema: Schema, row: Row) =>
  stringifyJson(schema.map(({ type }, i) => valueToJson(type, row[i] ?? null)));

function hasNullInside(type: DataType, value: Value): boolean {
  if (value === null || typeof type === "string") return false;
  if (isList(type)) return (value as Value[]).some((item) => item === null || hasNullInside(type.list, item));
  if (isMap(type))
    return [...(value as Map<string, Value>).values()].some((item) => item === null || hasNullInside(type.map, item));
  return type.fields.some((inner) => hasNullInside(inner.type, (value as StructValue)[inner.name] ?? null));
}

/** Exact 64-bit integers for the independent implementation. */
const exactLong = avsc.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => longFromBigInt(buffer.readBigInt64LE()),
  toBuffer: (value: number | bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint" || Number.isSafeInteger(value),
  compare: (left: bigint, right: bigint) => (left < right ? -1 : left > right ? 1 : 0),
});

/** A value as avsc holds it: records by the names of the Avro schema, maps as objects, bytes as buffers. */
function avscValue(type: DataType, avro: unknown, value: Value): unknown {
  if (value === null) return null;
  if (type === "binary") return Buffer.from(value as Uint8Array);
  if (typeof type === "string") return value;
  if (isList(type)) {
    const { items } = avro as { items: unknown };
    return (value as Value[]).map((item) => avscValue(type.list, items, item));
  }
  if (isMap(type)) {
    const { values } = avro as { values: unknown };
    return Object.fromEntries(
      [...(value as Map<string, Value>)].map(([key, item]) => [key, avscValue(type.map, values, item)]),
    );
  }
  return avscRecord(
    type.fields,
    avro as AvroRecord,
    type.fields.map(({ name }) => (value as StructValue)[name] ?? null),
  );
}

function avscRecord(schema: Schema, record: AvroRecord, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    record.fields.map(({ name, type }, i) => [name, avscValue(schema[i]?.type ?? "string", type[1], row[i] ?? null)]),
  );
}

/** avsc builds records with generated code, which cannot have these members. */
const avscTakes = (schema: AvroRecord) => !/"(__proto__|\d[^"]*|constructor|toString)"/.test(JSON.stringify(schema));

describe("createRecordCodec", () => {
  const roundTrip = "reads back what it wrote, exactly";
  it(roundTrip, () => {
    check(
      roundTrip,
      fc.property(schemaAndRow, ([schema, row]) => {
        const codec = createRecordCodec("Record", schema);
        const bytes = codec.encode(row);
        expect(shown(schema, codec.decode(bytes))).toBe(shown(schema, row));
        expect(hasNullMembers(bytes)).toBe(schema.some(({ type }, i) => hasNullInside(type, row[i] ?? null)));
      }),
      { factor: 5 },
    );
  });

  const interchange = "writes what an independent Avro implementation reads, and the other way round";
  it(interchange, () => {
    check(
      interchange,
      fc.property(schemaAndRow, ([schema, row]) => {
        const codec = createRecordCodec("Record", schema);
        fc.pre(avscTakes(codec.schemaJson) && !schema.some(({ type }, i) => hasNullInside(type, row[i] ?? null)));
        const other = avsc.Type.forSchema(JSON.parse(JSON.stringify(codec.schemaJson)), {
          registry: { long: exactLong },
        });
        const theirs = other.toBuffer(avscRecord(schema, codec.schemaJson, row));
        expect(hexFromBytes(codec.encode(row))).toBe(hexFromBytes(theirs));
        expect(shown(schema, codec.decode(theirs))).toBe(shown(schema, row));
      }),
    );
  });

  const robust = "refuses damaged bytes with a typed error, or reads a row of the schema";
  it(robust, () => {
    const damaged = fc.tuple(schemaAndRow, fc.nat(), fc.nat(255), fc.boolean());
    check(
      robust,
      fc.property(damaged, ([[schema, row], place, byte, cut]) => {
        const codec = createRecordCodec("Record", schema);
        const bytes = codec.encode(row);
        const position = place % bytes.length;
        const broken = cut ? bytes.slice(0, position) : bytes.with(position, byte);
        try {
          expect(codec.decode(broken)).toHaveLength(schema.length);
        } catch (error) {
          expect(error).toMatchObject({ code: "tile/corrupt-value" });
        }
      }),
    );
  });

  it.each<[DataType, Value, string]>([
    ["string", "5", "020235"],
    ["string", null, "00"],
    ["string", "é€😀", "0212c3a9e282acf09f9880"],
    ["long", 177, "02e202"],
    ["long", -64, "027f"],
    ["long", 2 ** 53 - 1, "02feffffffffffff1f"],
    ["long", -(2 ** 53 - 1), "02fdffffffffffff1f"],
    ["long", 2n ** 53n, "028080808080808020"],
    ["long", 2n ** 63n - 1n, "02feffffffffffffffff01"],
    ["long", -(2n ** 63n), "02ffffffffffffffffff01"],
    ["int", -(2 ** 31), "02ffffffff0f"],
    ["boolean", true, "0201"],
    ["double", 1.5, "02000000000000f83f"],
    ["double", -0, "020000000000000080"],
    ["float", 0.5, "020000003f"],
    ["short", -7, "020d"],
    ["binary", Uint8Array.of(1, 255), "020401ff"],
    [{ list: "long" }, [1, 2], "0204020400"],
    [{ list: "long" }, [], "0200"],
    [{ map: "string" }, new Map([["k", ""]]), "0202026b0000"],
    [{ list: "string" }, ["a", null], "0402040202610000"],
  ])("writes %j %o as %s", (type, value, bytes) => {
    expect(hex([field("x", type)], [value])).toBe(bytes);
    expect(createRecordCodec("R", [field("x", type)]).decode(Uint8Array.from(Buffer.from(bytes, "hex")))).toStrictEqual(
      [value],
    );
  });

  it("keeps long texts and large lists", () => {
    const codec = createRecordCodec("R", [field("s", "string"), field("l", { list: "long" })]);
    const row = [`${"x".repeat(5_000)}é`, Array.from({ length: 5_000 }, (_, i) => i - 2_500)];
    expect(codec.decode(codec.encode(row))).toStrictEqual(row);
  });

  it("keeps texts beyond ASCII whole, wherever they fall in the memory that values share", () => {
    const codec = createRecordCodec("R", [field("text", "string")]);
    const texts = Array.from({ length: 2_000 }, (_, i) => `${"a".repeat(i % 50)}é`);
    const encoded = texts.map((text) => codec.encode([text]));
    expect(encoded.map((bytes) => codec.decode(bytes)[0])).toEqual(texts);
    expect(encoded.map((bytes) => bytes.length)).toEqual(texts.map((text) => 2 + text.length + 1));
  });

  it("reads lists in blocks with a byte size, as other writers make them", () => {
    const codec = createRecordCodec("R", [field("l", { list: "long" })]);
    expect(codec.decode(Uint8Array.of(2, 3, 4, 2, 4, 2, 6, 0))).toEqual([[1, 2, 3]]);
  });

  it.each([
    ["too short", [2]],
    ["an unknown branch", [6, 0]],
    ["bytes left over", [0, 0]],
    ["a long of eleven bytes", [2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
  ])("refuses %s", (_what, bytes) => {
    const codec = createRecordCodec("R", [field("x", "long")]);
    expect(() => codec.decode(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: "tile/corrupt-value" }));
  });

  it.each<[DataType, Value]>([
    ["int", 2 ** 31],
    ["int", 1.5],
    ["long", "1"],
    ["string", 1],
    ["boolean", 1],
    ["binary", "00"],
    [{ list: "int" }, "x"],
    [{ map: "int" }, ["x"]],
  ])("refuses to write %j as %j", (type, value) => {
    expect(() => hex([field("x", type)], [value])).toThrow(expect.objectContaining({ code: "tile/type-mismatch" }));
  });
});

describe("avroSchema", () => {
  it("V2 makes names unique over records and fields, and cleans them", () => {
    const average = { struct: "AvgIr", fields: [field("sum", "double"), field("count", "int")] };
    const { namespace, fields } = avroSchema("t_IR", [
      field("a.b", average),
      field("sum", average),
      field("t_IR", "byte"),
    ]);
    expect(namespace).toBe("ai.chronon.data");
    expect(fields.map(({ name }) => name)).toEqual(["a_b", "sum_REPEATED_NAME_0", "t_IR_REPEATED_NAME_0"]);
    const second = fields[1]?.type[1] as AvroRecord;
    expect(second).not.toHaveProperty("namespace");
    expect([second.name, ...second.fields.map(({ name }) => name)]).toEqual([
      "AvgIr_REPEATED_NAME_0",
      "sum_REPEATED_NAME_1",
      "count_REPEATED_NAME_0",
    ]);
    expect(fields[2]?.type[1]).toEqual({ type: "int", logicalType: "byte" });
  });

  it("refuses dates and timestamps", () => {
    for (const type of ["date", { list: "timestamp" }] as const)
      expect(() => avroSchema("R", [field("x", type)])).toThrow(
        expect.objectContaining({ code: "tile/unstorable-type" }),
      );
  });
});
