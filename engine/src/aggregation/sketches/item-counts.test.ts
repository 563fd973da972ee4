import { expect, test } from "vitest";
import { frequentItemKind } from "./frequent-item-kind.ts";
import { ItemCounts } from "./item-counts.ts";

const itemsOf = (counts: ItemCounts) => counts.entries().map(({ item }) => item);

test("a copy has a table of its size, which grows as Java's does", () => {
  const counts = ItemCounts.empty(frequentItemKind("long"));
  counts.add(5, 1);
  counts.add(2, 1);
  expect(itemsOf(counts)).toEqual([2, 5]);
  const copy = counts.copy();
  expect(itemsOf(copy)).toEqual([5, 2]);
  copy.add(4, 1);
  expect(itemsOf(copy)).toEqual([4, 5, 2]);
  copy.add(1, 1);
  expect(itemsOf(copy)).toEqual([1, 2, 4, 5]);
});
