import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../../testing/property.ts";
import { editDistance } from "./edit-distance.ts";

test("counts what makes the right list into the left one", () => {
  expect(editDistance(["a", "b"], ["a", "b"])).toEqual({ inserts: 0, deletes: 0 });
  expect(editDistance(["a", "b", "c"], ["b"])).toEqual({ inserts: 2, deletes: 0 });
  expect(editDistance(["b"], ["a", "b", "c"])).toEqual({ inserts: 0, deletes: 2 });
  expect(editDistance(["a"], ["b"])).toEqual({ inserts: 1, deletes: 1 });
});

test("null is as good as empty", () => {
  expect(editDistance(null, null)).toEqual({ inserts: 0, deletes: 0 });
  expect(editDistance([1, 2], null)).toEqual({ inserts: 2, deletes: 0 });
  expect(editDistance(null, [1])).toEqual({ inserts: 0, deletes: 1 });
});

test("items with parts are compared by their parts", () => {
  expect(editDistance([{ id: 1, tags: ["x"] }], [{ id: 1, tags: ["x"] }])).toEqual({ inserts: 0, deletes: 0 });
  expect(editDistance([{ id: 1 }], [{ id: 2 }])).toEqual({ inserts: 1, deletes: 1 });
});

/** Length of the longest common subsequence, by trying everything. */
function common(left: readonly number[], right: readonly number[]): number {
  const [first, ...rest] = left;
  if (first === undefined) return 0;
  const at = right.indexOf(first);
  return Math.max(common(rest, right), at < 0 ? 0 : 1 + common(rest, right.slice(at + 1)));
}

const list = fc.array(fc.nat(3), { maxLength: 7 });

test("is what the longest common subsequence leaves", () => {
  check(
    "is what the longest common subsequence leaves",
    fc.property(list, list, (left, right) => {
      const kept = common(left, right);
      expect(editDistance(left, right)).toEqual({ inserts: left.length - kept, deletes: right.length - kept });
    }),
  );
});
