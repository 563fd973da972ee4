import { expect, test } from "vitest";
import type { DataType } from "../../schema/schema.ts";
import { leftJoin, renameColumns, withColumn } from "./join-frames.ts";
import type { Frame } from "./table.ts";

const frame = (columns: Record<string, DataType>, ...rows: (string | number | null)[][]): Frame => ({
  schema: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows,
});

test("keys come first, shared columns are filled, partners multiply, nulls have none", () => {
  const left = frame({ a: "long", k: "string", s: "long" }, [1, "x", null], [2, "y", 7], [3, null, 1], [4, "z", 2]);
  const right = frame({ s: "long", k: "string", b: "long" }, [10, "x", 1], [11, "x", 2], [12, "y", 3], [13, null, 4]);
  expect(leftJoin(left, right, ["k"])).toEqual(
    frame(
      { k: "string", a: "long", s: "long", b: "long" },
      ["x", 1, 10, 1],
      ["x", 1, 11, 2],
      ["y", 2, 7, 3],
      [null, 3, 1, null],
      ["z", 4, 2, null],
    ),
  );
});

test("columns of one name need one type, keys have to be there", () => {
  const left = frame({ k: "string" });
  expect(() => leftJoin(left, frame({ k: "long" }), ["k"])).toThrow(
    expect.objectContaining({ code: "offline/type-mismatch" }),
  );
  expect(() => leftJoin(left, frame({ j: "long" }), ["k"])).toThrow(
    expect.objectContaining({ code: "offline/unknown-column" }),
  );
});

test("columns are renamed, left out and added", () => {
  const given = frame({ a: "long", b: "long" }, [1, 2]);
  expect(renameColumns(given, (name) => (name === "a" ? null : "c"))).toEqual(frame({ c: "long" }, [2]));
  expect(withColumn(given, { name: "c", type: "long" }, (row) => Number(row[0]) + 10)).toEqual(
    frame({ a: "long", b: "long", c: "long" }, [1, 2, 11]),
  );
});
