import { expect, test } from "vitest";
import { KeyNumbers } from "./key-numbers.ts";

test("equal keys have one number, nulls none", () => {
  const numbers = new KeyNumbers();
  expect([...numbers.addAll(["a", "b", null, "a", ""])]).toEqual([0, 1, -1, 0, 2]);
  expect(numbers.add(["b"])).toBe(1);
  expect(numbers.add([null])).toBe(-1);
  expect(numbers.find(["c"])).toBe(-1);
  expect([...numbers.findAll(["", "c", null, "b"])]).toEqual([2, -1, -1, 1]);
  expect(numbers.count).toBe(3);
});

test("keys of several columns differ in any of them, null ones too", () => {
  const numbers = new KeyNumbers();
  const keys = [
    ["a", 1],
    ["a", null],
    [null, 1],
    ["a", 2n ** 60n],
    ["a", 1],
  ];
  expect(keys.map((key) => numbers.add(key))).toEqual([0, 1, 2, 3, 0]);
  expect(keys.map((key) => numbers.find(key))).toEqual([0, 1, 2, 3, 0]);
  expect(new KeyNumbers().addAll([1, 2n ** 60n, 1, 5])).toEqual(Int32Array.of(0, 1, 0, 2));
});
