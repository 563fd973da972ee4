import { expect, it } from "vitest";
import { sparkPath } from "./spark-path.ts";

it("ends at the right, with zero at the bottom and the most at the top", () => {
  expect(sparkPath([0, 5, 10], 3, 100, 20)).toBe("M0 20L50 10L100 0");
  expect(sparkPath([9, 10, 10], 2, 100, 20)).toBe("M0 0L100 0");
  expect(sparkPath([4], 3, 100, 20)).toBe("M100 0");
  expect(sparkPath([0, 0], 2, 100, 20)).toBe("M0 20L100 20");
  expect(sparkPath([], 60, 100, 20)).toBe("");
});
