import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../engine/testing/property.ts";
import { applyEdit, minimalEdit } from "./minimal-edit.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });

describe("minimalEdit", () => {
  it("turns one text into the other", () => {
    check(
      "turns one text into the other",
      fc.property(text, text, (from, to) => {
        const edit = minimalEdit(from, to);
        if (edit === null) expect(from).toBe(to);
        else expect(applyEdit(from, edit)).toBe(to);
      }),
    );
  });

  it("touches only what differs", () => {
    expect(minimalEdit("rate: 10,", "rate: 120,")).toEqual({ start: 7, end: 7, text: "2" });
    expect(minimalEdit("aa", "a")).toEqual({ start: 1, end: 2, text: "" });
    expect(minimalEdit("x", "x")).toBeNull();
  });
});
