import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { plainValue } from "./plain-value.ts";

const reason = (value: unknown) => {
  const result = plainValue("a", value);
  return result.plain ? null : result.reason;
};

describe("plainValue", () => {
  it("passes every JSON value on as an equal copy", () => {
    check(
      "passes every JSON value on as an equal copy",
      fc.property(fc.jsonValue(), (value) => {
        const result = plainValue("a", value);
        expect(result).toEqual({ plain: true, value });
        if (result.plain && typeof value === "object" && value !== null) expect(result.value).not.toBe(value);
      }),
    );
  });

  it("keeps bigints, leaves undefined members out, fills holes with null", () => {
    expect(plainValue("a", { long: 2n ** 60n, gone: undefined, list: [1, undefined] })).toEqual({
      plain: true,
      value: { long: 2n ** 60n, list: [1, null] },
    });
  });

  it("names the place of what is no plain data", () => {
    expect(reason({ b: [{ "c d": () => 1 }] })).toBe('a.b[0]["c d"] is a function');
    expect(reason({ at: new Date(0) })).toBe("a.at is a Date");
    expect(reason(new Map())).toBe("a is a Map");
    expect(reason(Symbol("s"))).toBe("a is a symbol");
    expect(reason(undefined)).toBe("a is undefined");
  });

  it("ends on cycles and depth, and lets the same object stand twice", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(reason(cycle)).toBe("a.self contains itself");
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(reason(deep)).toMatch(/nested more than 64/);
    const shared = { x: 1 };
    expect(reason([shared, shared])).toBeNull();
  });

  it("copies a member called __proto__ as data", () => {
    const result = plainValue("a", JSON.parse('{"__proto__":{"x":1}}'));
    expect(result.plain && Object.keys(result.value as object)).toEqual(["__proto__"]);
  });
});
