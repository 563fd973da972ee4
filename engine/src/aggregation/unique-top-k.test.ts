import { describe, expect, test } from "vitest";
import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import { UniqueTopK, type UniqueTopKIr } from "./unique-top-k.ts";

const PAGE: DataType = {
  struct: "Page",
  fields: [
    { name: "sort_key", type: "string" },
    { name: "unique_id", type: "long" },
    { name: "bytes", type: "binary" },
  ],
};

const page = (sort_key: string | null, unique_id: number | null): Value => ({ sort_key, unique_id, bytes: null });

function feed(aggregator: UniqueTopK, inputs: readonly Value[]): UniqueTopKIr {
  const [first = null, ...rest] = inputs;
  return rest.reduce<UniqueTopKIr>((ir, input) => aggregator.update(ir, input), aggregator.prepare(first));
}

const topOf = (type: DataType, k: number, inputs: readonly Value[]): Value[] => {
  const aggregator = new UniqueTopK(type, k);
  return aggregator.finalize(feed(aggregator, inputs));
};

describe("Z4 UNIQUE_TOP_K", () => {
  test("keeps the largest different values, largest first", () => {
    expect(topOf("int", 3, [5, 3, 8, 3, 1, 9, 5, 2])).toEqual([9, 8, 5]);
    expect(topOf("long", 2, [1, 2n ** 63n - 1n, 2, 2n ** 63n - 1n])).toEqual([2n ** 63n - 1n, 2]);
    expect(topOf("string", 3, ["apple", "banana", "cherry", "apple", "date"])).toEqual(["date", "cherry", "banana"]);
    expect(topOf("int", 5, [1, 1, 2])).toEqual([2, 1]);
  });

  test("takes strings of one Java hash for the same one, the first of them", () => {
    expect(topOf("string", 3, ["Aa", "BB", "C#"])).toEqual(["Aa"]);
    expect(topOf("string", 3, ["BB", "Aa"])).toEqual(["BB"]);
  });

  test("keeps of structs with one id the first, whatever ranks higher later", () => {
    expect(topOf(PAGE, 2, [page("a", 1), page("b", 2), page("c", 1)])).toEqual([page("b", 2), page("a", 1)]);
  });

  test("does not take what ties with the k-th", () => {
    expect(topOf(PAGE, 2, [page("a", 3), page("a", 2), page("a", 1)])).toEqual([page("a", 3), page("a", 2)]);
  });

  test("ignores structs without id or sort key", () => {
    expect(topOf(PAGE, 2, [page(null, 1), page("a", null), page("b", 2)])).toEqual([page("b", 2)]);
  });

  test("holds up to 2k values in the order of their arrival, then cuts them to k", () => {
    const aggregator = new UniqueTopK("int", 2);
    const ir = feed(aggregator, [1, 3, 2, 4]);
    expect(aggregator.normalize(ir)).toEqual([1, 3, 2, 4]);
    aggregator.update(ir, 5);
    expect(aggregator.normalize(ir)).toEqual([5, 4]);
    // 4 is the mark now: what was cut is forgotten, and does not come back.
    aggregator.update(ir, 3);
    expect(aggregator.normalize(ir)).toEqual([5, 4]);
  });

  test("goes on from its stored form as if never stored", () => {
    const aggregator = new UniqueTopK("int", 3);
    const inputs = [4, 9, 2, 7, 8, 1, 6, 10, 3, 11];
    for (let cut = 1; cut < inputs.length; cut++) {
      const restored = aggregator.denormalize(aggregator.normalize(feed(aggregator, inputs.slice(0, cut))));
      const stepped = inputs.slice(cut).reduce((ir, input) => aggregator.update(ir, input), restored);
      expect(stepped).toEqual(feed(aggregator, inputs));
    }
  });

  test("with k of nought or less is an empty list", () => {
    expect(topOf("int", 0, [1, 2])).toEqual([]);
    expect(topOf("int", -1, [1, 2])).toEqual([]);
  });
});
