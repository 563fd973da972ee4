import { expect, test } from "vitest";
import type { Json } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import { type KeyReading, requestKey } from "./request-key.ts";

const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "shop", type: "long" },
];
const read = (keys: Record<string, Json>, reading?: KeyReading) => requestKey(SCHEMA, { name: "g", keys }, reading);

test("keys are cast where Chronon casts them", () => {
  expect(read({ user: "a", shop: "2" })).toEqual({ row: ["a", 2] });
  expect(read({ user: 7, shop: 2.5, other: null })).toEqual({ row: ["7", 2] });
  expect(read({ user: "a", shop: null })).toEqual({ nullColumn: "shop" });
  for (const shop of ["abc", true])
    expect(() => read({ user: "a", shop })).toThrow(expect.objectContaining({ code: "serving/bad-key" }));
  expect(() => read({ user: "a" })).toThrow(expect.objectContaining({ code: "serving/missing-key" }));
});

test("read as Chronon does, absent keys are null or 0, and any null is one too many", () => {
  expect(read({ user: "a" }, "chronon")).toEqual({ row: ["a", 0] });
  expect(read({ shop: 2 }, "chronon")).toEqual({ row: [null, 2] });
  expect(read({ user: "a", shop: 2, other: null }, "chronon")).toEqual({ nullColumn: "other" });
  expect(read({ user: true, shop: "2" }, "chronon")).toEqual({ row: ["true", 2], misfit: "user" });
});
