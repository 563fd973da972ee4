import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { decodeEvent } from "./decode-event.ts";
import { parseJson } from "./json.ts";
import { JsonEventReader } from "./json-event-reader.ts";
import type { Schema } from "./schema.ts";
import type { Row } from "./value.ts";

const encoder = new TextEncoder();

const SCHEMA: Schema = [
  { name: "id", type: "long" },
  { name: "name", type: "string" },
  { name: "amount", type: "double" },
  { name: "share", type: "float" },
  { name: "small", type: "short" },
  { name: "at", type: "timestamp" },
  { name: "on", type: "boolean" },
  { name: "raw", type: "binary" },
  { name: "tags", type: { list: "string" } },
  { name: "counts", type: { map: "long" } },
  { name: "place", type: { struct: "Place", fields: [{ name: "lat", type: "double" }] } },
  { name: "__proto__", type: "string" },
  { name: "é", type: "int" },
];

/** The row by way of parsed JSON; `null` for an event that has none. */
function generalRow(bytes: Uint8Array): Row | null {
  try {
    const decoded = decodeEvent(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), SCHEMA);
    return decoded.ok ? decoded.value : null;
  } catch {
    return null;
  }
}

const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,22})$/);
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -40_000, max: 40_000 }).map(String),
  digits,
  fc.tuple(digits, fc.stringMatching(/^\d{1,20}$/)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(digits, fc.stringMatching(/^[eE][+-]?\d{1,3}$/)).map(([whole, power]) => whole + power),
  fc.constantFrom("-0", "-0.0", "1e400", "9007199254740993", "-9223372036854775808", "9223372036854775808", "1.0"),
);
const wrongNumber = fc.constantFrom("01", "-", "1.", ".5", "1e", "+1", "NaN", "0x1", "1e+", "--1", "١");
const textToken = fc.oneof(
  fc.string({ maxLength: 50 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: "binary", maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\u0041\\n\\/"', '"\\ud800"', '"\\x"', '"\t"', '"ab12"', '"NaN"', '"-12"', '"\uFEFFa"', '"a\\"b"'),
);
const space = fc.constantFrom("", "", "", " ", "\n\t", "\r");
const scalarToken = fc.oneof(numberText, textToken, fc.constantFrom("true", "false", "null"));
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 12, arbitrary: scalarToken },
    { weight: 1, arbitrary: fc.oneof(wrongNumber, fc.constantFrom("tru", "nulll", "")) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(tie("value"), { maxLength: 3 }), space)
        .map(([items, s]) => `[${items.join(`${s},`)}${s}]`),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom('"lat"', '"a"', '"__proto__"'), tie("value")), { maxLength: 3 })
        .map((members) => `{${members.map(([name, item]) => `${name}:${item}`).join(",")}}`),
    },
  ),
})).value;

/** What fits the columns, in their order. */
const fitting: readonly fc.Arbitrary<string>[] = [
  fc.oneof(digits, fc.constantFrom('"12"', "1.0", "12e2")),
  textToken,
  fc.oneof(numberText, fc.constantFrom('"NaN"', '"-Infinity"')),
  numberText,
  fc.integer({ min: -32_768, max: 32_767 }).map(String),
  fc.nat().map(String),
  fc.constantFrom("true", "false"),
  fc.constantFrom('"00ff"', '""'),
  fc.constantFrom("[]", '["x", null]', '[ "\\u00e9" ]'),
  fc.constantFrom("{}", '{"a": 9007199254740993}', '{"__proto__":1,"a":null}'),
  fc.constantFrom('{"lat":1.5,"more":[1]}', "{}"),
  textToken,
  fc.constantFrom("1", "-0", "null"),
];
const names = [...SCHEMA.map(({ name }) => name), "other", 'a"b', ""];

interface FieldText {
  readonly name: string;
  readonly text: string;
}

const field: fc.Arbitrary<FieldText> = fc.nat({ max: names.length - 1 }).chain((at) => {
  const name = names[at] ?? "";
  const plain = JSON.stringify(name);
  const nameToken = fc.constantFrom(plain, plain.replaceAll("é", "\\u00e9"));
  const fit = fitting[at] ?? value;
  const item = fc.oneof({ weight: 20, arbitrary: fit }, { weight: 1, arbitrary: value });
  return fc
    .tuple(nameToken, item, space, space)
    .map(([token, json, s, t]) => ({ name, text: `${s}${token}${t}:${s}${json}${t}` }));
});

const toEvent = (fields: fc.Arbitrary<FieldText[]>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fields, space, space)
    .map(([texts, s, t]) => encoder.encode(`${s}{${texts.map(({ text }) => text).join(",")}${s}}${t}`));
const event = toEvent(fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 8 }));
const eventWithRepeatedFields = toEvent(fc.array(field, { maxLength: 8 }));

/** Some of its bytes replaced, taken out or doubled. */
const damaged = fc
  .tuple(
    eventWithRepeatedFields,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 3 })), { maxLength: 3 }),
  )
  .map(([bytes, changes]) => {
    const list = [...bytes];
    for (const [at, byte, kind] of changes) {
      const index = list.length === 0 ? 0 : at % list.length;
      if (kind === 0) list.splice(index, 1);
      else if (kind === 1) list.splice(index, 0, list[index] ?? byte);
      else if (kind === 2) list.splice(index);
      else list[index] = byte;
    }
    return Uint8Array.from(list);
  });

describe("JsonEventReader", () => {
  it("reads every event whose fields have different names as the general decoder does", () => {
    check(
      "reads every event whose fields have different names as the general decoder does",
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        const reader = new JsonEventReader(SCHEMA);
        for (const bytes of events) expect(reader.read(bytes)).toStrictEqual(generalRow(bytes));
      }),
    );
  });

  it("reads damaged bytes and repeated fields as the general decoder does, or leaves them to it", () => {
    check(
      "reads damaged bytes and repeated fields as the general decoder does, or leaves them to it",
      fc.property(fc.array(damaged, { minLength: 1, maxLength: 12 }), (events) => {
        const reader = new JsonEventReader(SCHEMA);
        for (const bytes of events) {
          const row = reader.read(bytes);
          if (row !== null) expect(row).toStrictEqual(generalRow(bytes));
        }
      }),
    );
  });

  it("takes the fields of an event in any order, with their names written in any way", () => {
    const reader = new JsonEventReader(SCHEMA);
    const texts = ['{"id":1,"name":"a"}', '{"name":"b","id":2}', '{"\\u0069d":3}', '{"id":4,"id":5}', "{}"];
    const rows = texts.map((text) => reader.read(encoder.encode(text))?.slice(0, 2));
    expect(rows).toEqual([
      [1, "a"],
      [2, "b"],
      [3, null],
      [5, null],
      [null, null],
    ]);
  });

  it("makes short texts of one hash apart, and long ones", () => {
    const reader = new JsonEventReader([{ name: "name", type: "string" }]);
    const texts = Array.from({ length: 40_000 }, (_, i) => `${i.toString(36)}${"x".repeat(i % 60)}`);
    const read = (text: string): unknown => reader.read(encoder.encode(JSON.stringify({ name: text })))?.[0];
    expect([...texts, ...texts].filter((text) => read(text) !== text)).toEqual([]);
  });

  it("leaves columns of one name and deep nesting to the general decoder", () => {
    const twice = new JsonEventReader([
      { name: "a", type: "long" },
      { name: "a", type: "string" },
    ]);
    expect(twice.read(encoder.encode('{"a":1}'))).toBeNull();
    const deep = `{"other":${"[".repeat(100)}${"]".repeat(100)}}`;
    expect(new JsonEventReader(SCHEMA).read(encoder.encode(deep))).toBeNull();
  });
});
