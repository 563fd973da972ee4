import { describe, expect, test } from "vitest";
import type { CompareRow } from "../playback/engine.ts";
import { bytesText, costPairs, microsText, ratioText, verdictOf } from "./cost-text.ts";

const row = (more: Partial<CompareRow>): CompareRow => ({
  feature: "count_6h",
  exact: 16,
  sawtooth: 17,
  tiled: 17,
  equal: "differs",
  reasons: [],
  ...more,
});

describe("costs in words", () => {
  test("bytes and times in the unit that fits", () => {
    expect([0, 999, 999.6, 1_900, 231_000, 16_800_000].map(bytesText)).toEqual([
      "0 B",
      "999 B",
      "1 KB",
      "1.9 KB",
      "231 KB",
      "16.8 MB",
    ]);
    expect([0.4, 40, 999, 1_900, 71_000, 2_000_000].map(microsText)).toEqual([
      "0.4 µs",
      "40 µs",
      "999 µs",
      "1.9 ms",
      "71 ms",
      "2 s",
    ]);
  });

  test("ratios both ways", () => {
    expect(ratioText(4_812, 73)).toBe("65.9 times less");
    expect(ratioText(10, 15)).toBe("1.5 times more");
    expect(ratioText(7, 7)).toBe("the same");
    expect(ratioText(7, 0)).toBe("");
  });

  test("pairs of raw and tiled", () => {
    const cost = (reads: number) => ({ reads, bytes: 10 * reads, merges: reads, p50Us: 1, p99Us: 2, timed: 5 });
    expect(costPairs(cost(9), cost(2)).map(({ name, raw, tiled }) => [name, raw, tiled])).toEqual([
      ["reads", 9, 2],
      ["bytes", 90, 20],
      ["p50", 1, 1],
      ["p99", 2, 2],
    ]);
  });
});

describe("tiled minus exact", () => {
  const tail = { kind: "tail-rounding", events: 1, fromMs: 0, toMs: 1, text: "1 event more in the tail hop" } as const;

  test("numbers with their sign, and the reasons", () => {
    expect(verdictOf(row({ reasons: [tail] }), "long")).toEqual({ kind: "differs", text: "+1", reasons: [tail.text] });
    expect(verdictOf(row({ tiled: 14 }), "long")).toMatchObject({ text: "−2" });
    expect(verdictOf(row({ exact: "9007199254740993", tiled: "9007199254740995" }), "long").text).toBe("+2");
    expect(verdictOf(row({ exact: 0.25, tiled: 1.5 }), "double").text).toBe("+1.25");
  });

  test("what cannot be subtracted only differs", () => {
    expect(verdictOf(row({ exact: "12", tiled: "13" }), "string").text).toBe("differs");
    expect(verdictOf(row({ exact: null }), "long").text).toBe("differs");
  });

  test("same, and within epsilon", () => {
    expect(verdictOf(row({ equal: "same" }), "long")).toEqual({ kind: "same", text: "same", reasons: [] });
    const order = { kind: "float-order", epsilon: 1e-10, text: "another order" } as const;
    expect(verdictOf(row({ equal: "within-epsilon", reasons: [order] }), "long").text).toBe("within ε = 1.0e-10");
  });
});
