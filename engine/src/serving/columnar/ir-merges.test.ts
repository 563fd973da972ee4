import { expect, test } from "vitest";
import { averageRows, type IrNumbers, mergeFloatingSums, type SumsOfRead } from "./ir-merges.ts";

test("sums of one read are shared only where rows and start are the same", () => {
  const sums: SumsOfRead = [];
  const [one, other] = [
    [1, 2, 4],
    [8, 16, 32],
  ].map((values) => ({ present: null, fields: [Float64Array.from(values)] }));
  if (one === undefined || other === undefined) throw new Error("there are two");
  const sum = (irs: IrNumbers, from: number, to: number, start: number) =>
    mergeFloatingSums(irs, from, to, { value: start }, sums);
  expect(sum(one, 0, 3, 0)).toEqual({ value: 7 });
  expect(averageRows(one, 0, 3, { sum: 0, count: 2 }, sums)).toEqual({ sum: 7, count: 5 });
  expect(sums).toHaveLength(1);
  expect(sum(one, 0, 3, 100)).toEqual({ value: 107 });
  expect(sum(one, 1, 3, 0)).toEqual({ value: 6 });
  expect(sum(one, 0, 2, 0)).toEqual({ value: 3 });
  expect(sum(other, 0, 3, 0)).toEqual({ value: 56 });
});
