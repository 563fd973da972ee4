import { expect, test } from "vitest";
import { BoundedHeap } from "./bounded-heap.ts";

const heap = new BoundedHeap<number>(4, { compare: (a, b) => a - b, atMost: (a, b) => a <= b });

function filled(items: readonly number[]): number[] {
  const container: number[] = [];
  for (const item of items) heap.insert(container, item);
  return container;
}

test("the layouts of Chronon's own test", () => {
  const left = filled([5, 4, 9, 10, -1]);
  const right = filled([5, 4, 9, 10, 1, 2]);
  expect(left).toEqual([9, 4, 5, -1]);
  expect(right).toEqual([5, 4, 2, 1]);
  heap.merge(left, right);
  expect(left).toEqual([4, 2, 1, -1]);
  expect(heap.sorted(left)).toEqual([-1, 1, 2, 4]);
});

test("a merge that stays below the size only appends", () => {
  const left = filled([9]);
  heap.merge(left, filled([7, 8]));
  expect(left).toEqual([9, 7, 8]);
});

test("a size of zero keeps the first item for ever", () => {
  const empty = new BoundedHeap<number>(0, { compare: (a, b) => a - b, atMost: (a, b) => a <= b });
  const container = [5];
  empty.insert(container, 1);
  empty.merge(container, [0]);
  expect(container).toEqual([5]);
});
