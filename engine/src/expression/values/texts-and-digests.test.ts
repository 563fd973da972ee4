import { createHash } from "node:crypto";
import { crc32 as nodeCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../testing/property.ts";
import { DOUBLE } from "../types/spark-type.ts";
import { base64FromBytes, bytesFromBase64, bytesFromCharset, textFromCharset } from "./charset.ts";
import { crc32, md5Hex, sha1Hex, sha2Hex } from "./digests.ts";
import { javaDigits } from "./java-digits.ts";
import { type JsonNode, jsonText, readJson } from "./json-text.ts";
import { javaNumberText } from "./number-text.ts";
import { compareText, orderOf } from "./order.ts";

const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 50, maxLength: 130 }));

describe("digests", () => {
  it("are those of the platform", () => {
    const hex = (name: string, data: Uint8Array): string => createHash(name).update(data).digest("hex");
    check(
      "are those of the platform",
      fc.property(bytes, (data) => {
        expect(md5Hex(data)).toBe(hex("md5", data));
        expect(sha1Hex(data)).toBe(hex("sha1", data));
        for (const bits of [224, 256, 384, 512]) expect(sha2Hex(data, bits)).toBe(hex(`sha${bits}`, data));
        expect(sha2Hex(data, 0)).toBe(hex("sha256", data));
        expect(crc32(data)).toBe(nodeCrc32(data));
      }),
    );
  });
});

describe("base64 and character sets", () => {
  it("are those of the platform", () => {
    check(
      "are those of the platform",
      fc.property(bytes, (data) => {
        expect(base64FromBytes(data)).toBe(Buffer.from(data).toString("base64"));
        expect(bytesFromBase64(base64FromBytes(data))).toEqual(data);
        expect(bytesFromBase64(base64FromBytes(data).replace(/(.{7})/g, "$1\r\n"))).toEqual(data);
      }),
    );
  });

  it("bring texts back", () => {
    check(
      "bring texts back",
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const name of ["UTF-8", "utf-16", "UTF-16LE", "utf-16be"])
          expect(textFromCharset(bytesFromCharset(text, name), name)).toBe(text);
      }),
    );
  });
});

describe("Java's text of a double", () => {
  it.each([
    [1, "1.0"],
    [1e7, "1.0E7"],
    [9999999, "9999999.0"],
    [0.001, "0.001"],
    [1e-4, "1.0E-4"],
    [-0, "-0.0"],
    [5e-324, "4.9E-324"],
    [Number.MAX_VALUE, "1.7976931348623157E308"],
    [2 ** 60, "1.15292150460684698E18"],
    [2 ** 63, "9.223372036854776E18"],
    [1234.5678, "1234.5678"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("of %d is %s", (value, text) => {
    expect(javaNumberText(value)).toBe(text);
  });

  it("reads back as the number", () => {
    const positive = fc.double({ noNaN: true, noDefaultInfinity: true }).map(Math.abs);
    check(
      "reads back as the number",
      fc.property(
        fc.oneof(
          positive,
          positive.map((value) => Math.round(value % 1e6) / 100),
        ),
        (value) => {
          if (value === 0) return;
          const { digits, exponent } = javaDigits(value, false);
          expect(Number(`0.${digits}e${exponent}`)).toBe(value);
          expect(digits).toMatch(/^[1-9]\d{0,16}\d?$/);
          expect(Number(javaNumberText(value))).toBe(value);
        },
      ),
    );
  });

  it("of a float reads back as the float", () => {
    check(
      "of a float reads back as the float",
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(javaNumberText(value, true)))).toBe(value);
      }),
    );
  });
});

describe("order", () => {
  it("of texts is that of their bytes", () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "\uffff", "\u{10000}", "é", "z"));
    const valid = texts.filter((text) => text.isWellFormed());
    check(
      "of texts is that of their bytes",
      fc.property(valid, valid, (left, right) => {
        expect(Math.sign(compareText(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
  });

  it("of doubles is total, with NaN last and one zero", () => {
    const compare = orderOf(DOUBLE);
    const doubles = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY));
    check(
      "of doubles is total, with NaN last and one zero",
      fc.property(doubles, doubles, doubles, (a, b, c) => {
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        expect(compare(Number.NaN, a)).toBe(Number.isNaN(a) ? 0 : 1);
      }),
    );
  });
});

/** What JSON.parse would have given. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case "null":
      return null;
    case "number":
      return Number(node.text);
    case "array":
      return node.items.map(plain);
    case "object":
      return Object.fromEntries(node.fields.map(([name, value]) => [name, plain(value)]));
    default:
      return node.value;
  }
}

describe("JSON text", () => {
  it("reads as JSON.parse reads, and writes what it can read", () => {
    check(
      "reads as JSON.parse reads, and writes what it can read",
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        const node = readJson(text, {});
        expect(node === null ? "broken" : plain(node)).toEqual(JSON.parse(text));
        if (node !== null) expect(plain(readJson(jsonText(node), {}) ?? { kind: "null" })).toEqual(plain(node));
      }),
    );
  });

  it("breaks where JSON.parse breaks", () => {
    const mangled = fc.tuple(
      fc.json({ maxDepth: 2 }),
      fc.nat(),
      fc.constantFrom("", ",", "]", "}", '"', "\\", "0", "x", ":"),
    );
    check(
      "breaks where JSON.parse breaks",
      fc.property(mangled, ([text, at, piece]) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + piece + text.slice(cut + 1);
        let expected: unknown;
        try {
          expected = JSON.parse(broken);
        } catch {
          return;
        }
        const node = readJson(broken, {});
        expect(node === null ? "broken" : plain(node)).toEqual(expected);
      }),
    );
  });
});
