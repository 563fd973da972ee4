import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { parseJson } from "./json.ts";

/** Integers as text, near where numbers stop to be exact and where a run of digits gets long. */
const integerText = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    fc.bigInt({ min: -20n, max: 20n }).map((off) => 2n ** 53n + off),
    fc.bigInt({ min: -20n, max: 20n }).map((off) => -(2n ** 53n) + off),
    fc.bigInt({ min: -3n, max: 3n }).map((off) => 10n ** 15n + off),
    fc.bigInt({ min: -3n, max: 3n }).map((off) => 10n ** 16n + off),
    fc.bigInt({ min: -3n, max: 3n }).map((off) => 9n * 10n ** 15n + off),
  )
  .map(String);

const around = fc.constantFrom(
  "?",
  "[?]",
  "[1,?]",
  " ? \n",
  '{"a":?}',
  '{"a": ?, "b":1.1234567890123456}',
  '["9999999999999999", ?]',
);

describe("parseJson", () => {
  it("keeps every integer exact, wherever it stands", () => {
    check(
      "exact integers in JSON",
      fc.property(integerText, around, (text, place) => {
        const found: unknown[] = [];
        const collect = (value: unknown): void => {
          if (typeof value === "number" || typeof value === "bigint") found.push(value);
          else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) collect(item);
        };
        collect(parseJson(place.replace("?", text)));
        const exact = BigInt(text);
        expect(found).toContain(Number.isSafeInteger(Number(text)) ? Number(text) : exact);
      }),
    );
  });

  it("leaves other numbers and texts as the platform reads them", () => {
    const texts = ["1e300", "-1E22", "12345678901234567.0", "0.12345678901234567", "-0", '"12345678901234567"', "[]"];
    for (const text of texts) expect(parseJson(text)).toStrictEqual(JSON.parse(text));
    expect(parseJson('{"__proto__": 9007199254740993}')).toStrictEqual(
      Object.defineProperty({}, "__proto__", {
        value: 9007199254740993n,
        enumerable: true,
        configurable: true,
        writable: true,
      }),
    );
  });
});
