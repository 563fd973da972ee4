import { expect, test } from "vitest";
import type { DataType } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import { HOUR_MS } from "../../time/duration.ts";
import { startOfDs } from "../source/ds.ts";
import type { Frame } from "../source/table.ts";
import { type CompareOptions, compareTables } from "./compare-tables.ts";

const START_MS = startOfDs("2024-03-01");
const OPTIONS: CompareOptions = { name: "shop.spent", keys: ["user", "ts"] };

const frame = (column: string, type: DataType, rows: readonly Row[]): Frame => ({
  schema: [
    { name: "user", type: "string" },
    { name: "ts", type: "long" },
    { name: column, type },
  ],
  rows,
});
const row = (user: string | null, hour: number, value: Value): Row => [user, START_MS + hour * HOUR_MS, value];

/** Results by name, one object for every hour. */
async function compared(left: Frame, right: Frame, options = OPTIONS): Promise<Record<string, Value>[]> {
  const { schema, rows } = await compareTables(left, right, options);
  return rows.map((values) => Object.fromEntries(schema.map(({ name }, i) => [name, values[i] ?? null])));
}

test("counts per hour what agrees, differs and is on one side only", async () => {
  const left = frame("spent", "long", [row("a", 0, 10), row("b", 0.5, 30), row("c", 0.75, 1), row("a", 3, null)]);
  const right = frame("spent", "long", [row("a", 0, 10), row("b", 0.5, 10), row("d", 0.25, 2), row("a", 3, null)]);
  const [first, second, ...more] = await compared(left, right);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    JoinPath: "shop.spent",
    ts: START_MS,
    ds: "2024-03-01",
    spent_left_null_sum: 1,
    spent_right_null_sum: 1,
    spent_both_null_sum: 0,
    spent_mismatch_sum: 1,
    spent_total_count: 4,
    // |30 - 10| * 2 / (30 + 10) for one of four; where a side is missing the error counts as none.
    spent_smape_average: 0.25,
  });
  expect(second).toMatchObject({ ts: START_MS + 3 * HOUR_MS, spent_both_null_sum: 1, spent_total_count: 1 });
});

test("a row meets every row with its key, and none by a null key", async () => {
  const left = frame("spent", "long", [row("a", 0, 1), row(null, 0, 1)]);
  const right = frame("spent", "long", [row("a", 0, 1), row("a", 0, 2), row(null, 0, 1)]);
  expect(await compared(left, right)).toMatchObject([
    { spent_total_count: 4, spent_left_null_sum: 1, spent_right_null_sum: 1, spent_mismatch_sum: 1 },
  ]);
});

test("lists are compared by their items, maps by what they hold", async () => {
  const lists = await compared(
    frame("tags", { list: "string" }, [row("a", 0, ["x", "y"])]),
    frame("tags", { list: "string" }, [row("a", 0, ["y"])]),
  );
  expect(lists).toMatchObject([{ tags_mismatch_sum: 1, tags_mismatch_length_sum: 1 }]);
  const insertion = lists[0]?.tags_edit_distance_insert_approx_percentile;
  expect(new Set(insertion as readonly Value[])).toEqual(new Set([1]));
  const map = (...entries: [string, Value][]): Row => row("a", 0, new Map(entries));
  const maps = await compared(
    frame("counts", { map: "long" }, [map(["x", 1], ["y", 2], ["z", null])]),
    frame("counts", { map: "long" }, [map(["y", 2], ["x", 1])]),
  );
  expect(maps).toMatchObject([{ counts_mismatch_sum: 0, counts_total_count: 1 }]);
});

test("compares columns of different names, and leaves out what only a migration's left side has", async () => {
  const renamed = await compared(frame("old", "long", [row("a", 0, 1)]), frame("new", "long", [row("a", 0, 2)]), {
    ...OPTIONS,
    mapping: { old: "new" },
  });
  expect(renamed).toMatchObject([{ old_mismatch_sum: 1 }]);
  const wide: Frame = {
    schema: [...frame("spent", "long", []).schema, { name: "extra", type: "string" }],
    rows: [[...row("a", 0, 1), "x"]],
  };
  const [result] = await compared(wide, frame("spent", "long", [row("a", 0, 1)]), {
    ...OPTIONS,
    migrationCheck: true,
  });
  expect(Object.keys(result ?? {}).filter((name) => name.startsWith("extra"))).toEqual([]);
});

test.each<[string, Frame, Frame, CompareOptions]>([
  ["spent is long", frame("spent", "long", []), frame("spent", "double", []), OPTIONS],
  ["no column spent", frame("paid", "long", []), frame("spent", "long", []), OPTIONS],
  ["key item", frame("spent", "long", []), frame("spent", "long", []), { ...OPTIONS, keys: ["item", "ts"] }],
  ["no key is a time", frame("spent", "long", []), frame("spent", "long", []), { ...OPTIONS, keys: ["user"] }],
  ["mapping", frame("a", "long", []), frame("a", "long", []), { ...OPTIONS, mapping: { a: "a", b: "a" } }],
])("refuses tables that cannot be compared: %s", async (problem, left, right, options) => {
  await expect(compareTables(left, right, options)).rejects.toThrow(problem);
  await expect(compareTables(left, right, options)).rejects.toMatchObject({ code: "offline/not-comparable" });
});
