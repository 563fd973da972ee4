import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import type { Value } from "../schema/value.ts";
import { keyId } from "./key-id.ts";
import { keyText } from "./key-text.ts";

/** Short texts over few letters, digits and marks, so that ids would collide if marks were not told from contents. */
const arbitraryText = fc.string({ unit: fc.constantFrom("a", "1", ":", ";", "s", ",", " ", '"'), maxLength: 4 });

const arbitraryPart: fc.Arbitrary<Value> = fc.oneof(
  arbitraryText,
  fc.constantFrom<Value>(null, true, false, 0, -0, 1, 11, 1n, 2n ** 62n, 1.5, Number.NaN, "null", "true", "0"),
  fc.uint8Array({ maxLength: 2 }),
  fc.array(arbitraryText, { maxLength: 2 }),
  fc.array(fc.tuple(arbitraryText, fc.integer()), { maxLength: 2 }).map((entries) => new Map(entries)),
  fc.record({ a: arbitraryText, b: fc.integer({ min: 0, max: 2 }) }),
);

const arbitraryKey = fc.array(arbitraryPart, { minLength: 1, maxLength: 3 });

describe("keyId", () => {
  it("gives equal rows one id and different rows different ones", () => {
    check(
      "keyId is injective",
      fc.property(arbitraryKey, arbitraryKey, (left, right) => {
        expect(keyId(left)).toBe(keyId(structuredClone(left)));
        let equal = true;
        try {
          expect(left).toStrictEqual(right);
        } catch {
          equal = false;
        }
        expect(keyId(left) === keyId(right)).toBe(equal);
      }),
      { factor: 5 },
    );
  });

  it("tells types and boundaries apart", () => {
    const keys: Value[][] = [[1], ["1"], [1n], [true], ["true"], [null], ["null"], [0], [-0], ["a", "b"], ["ab", ""]];
    expect(new Set(keys.map(keyId)).size).toBe(keys.length);
  });

  it("is the key itself for one string, and cannot be mistaken for the id of another row", () => {
    expect(keyId(["mint"])).toBe("mint");
    const others: Value[][] = [["a", "b"], [1], [null], ["\u0000"]];
    for (const other of others) expect(keyId([keyId(other)])).not.toBe(keyId(other));
  });

  it("ignores the order of members", () => {
    expect(keyId([{ x: 1, y: 2 }])).toBe(keyId([{ y: 2, x: 1 }]));
    expect(keyId([new Map(Object.entries({ x: 1, y: 2 }))])).toBe(keyId([new Map(Object.entries({ y: 2, x: 1 }))]));
  });
});

describe("keyText", () => {
  it("reads as a person would write the key", () => {
    expect(keyText(["mint"])).toBe("mint");
    expect(keyText([5, "mint"])).toBe("5, mint");
    expect(keyText([new Uint8Array([1, 255])])).toBe("0x01ff");
    expect(keyText(["a, b"])).toBe("a, b");
  });

  it("keeps keys of two texts apart", () => {
    check(
      "keyText is injective over two texts",
      fc.property(arbitraryText, arbitraryText, arbitraryText, arbitraryText, (a, b, c, d) => {
        expect(keyText([a, b]) === keyText([c, d])).toBe(a === c && b === d);
      }),
      { factor: 5 },
    );
  });
});
