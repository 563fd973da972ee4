import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import { javaDoubleText } from "./java-double-text.ts";

test.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [1, "1.0"],
  [-1.5, "-1.5"],
  [0.001, "0.001"],
  [0.00099, "9.9E-4"],
  [9_999_999, "9999999.0"],
  [1e7, "1.0E7"],
  [-12_345_678.5, "-1.23456785E7"],
  [1e21, "1.0E21"],
  [5e-324, "4.9E-324"],
  [Number.MAX_VALUE, "1.7976931348623157E308"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("%d is %s", (value, text) => {
  expect(javaDoubleText(value)).toBe(text);
});

test("the text gives the value back", () => {
  check(
    "the text gives the value back",
    fc.property(fc.double(), (value) => {
      expect(Number(javaDoubleText(value))).toBe(value);
    }),
  );
});
