import { beforeAll, expect, it } from "vitest";
import type { OperationName } from "../group-by/group-by.ts";
import { createRowAggregator } from "./create-row-aggregator.ts";
import { mergeAll } from "./merge-all.ts";
import type { ColumnAggregator, ColumnIr } from "./row-aggregator.ts";
import { loadSketches } from "./sketches/load-sketches.ts";

beforeAll(loadSketches);

const OPERATIONS: readonly OperationName[] = ["SUM", "LAST_K", "APPROX_UNIQUE_COUNT", "APPROX_PERCENTILE"];

function columnOf(operation: OperationName, bucket: string | null): ColumnAggregator {
  const schema = [
    { name: "x", type: "long" },
    { name: "b", type: "string" },
  ] as const;
  const part = { inputColumn: "x", operation, argMap: { k: "8" }, window: null, bucket, elementWise: false };
  const [column] = createRowAggregator(schema, [part]).columns;
  if (column === undefined) throw new Error("no column");
  return column;
}

const irOf = (column: ColumnAggregator, values: readonly number[]): ColumnIr =>
  values.reduce<ColumnIr>((ir, value, i) => column.update(ir, [value, "abc"[value % 3] ?? ""], i), null);

it.each(OPERATIONS.flatMap((operation) => [null, "b"].map((bucket) => [operation, bucket] as const)))(
  "merges many IRs of %s (bucket %s) to what merging one by one gives, and changes none but the first",
  (operation, bucket) => {
    const column = columnOf(operation, bucket);
    const parts = [[1, 2, 3], [], [3, 4], [5]].map((values) => irOf(column, values));
    const stored = structuredClone(parts.map((ir) => column.normalize(ir)));
    const oneByOne = parts.slice(1).reduce((left, right) => column.merge(left, right), column.clone(parts[0] ?? null));
    const atOnce = mergeAll(column, [column.clone(parts[0] ?? null), ...parts.slice(1)]);
    expect(column.finalize(atOnce)).toEqual(column.finalize(oneByOne));
    expect(parts.map((ir) => column.normalize(ir))).toEqual(stored);
    expect(mergeAll(column, [null, null])).toBeNull();
  },
);
