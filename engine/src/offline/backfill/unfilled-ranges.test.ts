import { expect, test } from "vitest";
import { stepsOf, unfilledRanges } from "./unfilled-ranges.ts";

const range = { start: "2024-01-01", end: "2024-01-07" };

test("what an input has and the output lacks is filled, in runs", () => {
  expect(unfilledRanges(range, null)).toEqual([range]);
  const inputs = new Set(["2023-12-31", "2024-01-02", "2024-01-03", "2024-01-05"]);
  expect(unfilledRanges(range, inputs)).toEqual([
    { start: "2024-01-02", end: "2024-01-03" },
    { start: "2024-01-05", end: "2024-01-05" },
  ]);
  expect(unfilledRanges(range, null, ["2024-01-05", "2024-01-03"])).toEqual([
    { start: "2024-01-04", end: "2024-01-04" },
    { start: "2024-01-06", end: "2024-01-07" },
  ]);
  expect(unfilledRanges(range, null, ["2024-01-05", "2024-01-03"], "fill")[0]).toEqual({
    start: "2024-01-01",
    end: "2024-01-02",
  });
  expect(() => unfilledRanges({ start: "2024-01-02", end: "2024-01-01" }, null)).toThrow(
    expect.objectContaining({ code: "offline/empty-range" }),
  );
});

test("steps cut a range, the last one shorter", () => {
  expect(stepsOf(range, 3)).toEqual([
    { start: "2024-01-01", end: "2024-01-03" },
    { start: "2024-01-04", end: "2024-01-06" },
    { start: "2024-01-07", end: "2024-01-07" },
  ]);
  expect(stepsOf(range, undefined)).toEqual([range]);
});
