import { expect, test } from "vitest";
import type { Schema } from "../schema/schema.ts";
import { withSparkMaps } from "./spark-maps.ts";

test("maps list their keys as the reference's results do, whatever their order was", () => {
  const schema: Schema = [
    { name: "m", type: { map: "long" } },
    { name: "l", type: { list: { map: "long" } } },
    { name: "n", type: "long" },
  ];
  const row = withSparkMaps(schema)([
    new Map([
      ["x", 1],
      ["y", 2],
      ["z", 3],
    ]),
    [
      new Map([
        ["m", 1],
        ["n", 2],
        ["o", 3],
      ]),
      null,
    ],
    5,
  ]);
  expect(row[0]).toEqual(new Map(Object.entries({ x: 1, y: 2, z: 3 })));
  expect([...(row[0] as Map<string, number>).keys()]).toEqual(["z", "y", "x"]);
  const [inside, missing] = row[1] as [Map<string, number>, null];
  expect([...inside.keys()]).toEqual(["n", "m", "o"]);
  expect(missing).toBeNull();
  expect(row[2]).toBe(5);
});

test("large maps keep all their entries", () => {
  const map = new Map(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i]));
  const [out] = withSparkMaps([{ name: "m", type: { map: "int" } }])([map]);
  expect(out).toEqual(map);
});
