import { expect, test } from "vitest";
import { declaredFields, declaredType } from "./declared-type.ts";
import { externalLeftKey, externalPrefix, leftKeys, partPrefix } from "./join-part-names.ts";

const of = (kind: number, ...params: number[]) => ({
  kind,
  params: params.map((member, i) => ({ name: `f${i}`, dataType: { kind: member } })),
});

test("declared types are ours", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((kind) => declaredType({ kind }))).toEqual([
    "boolean",
    "byte",
    "short",
    "int",
    "long",
    "float",
    "double",
    "string",
    "binary",
    "date",
    "timestamp",
  ]);
  expect(declaredType(of(12, 6))).toEqual({ list: "double" });
  expect(declaredType(of(11, 7, 4))).toEqual({ map: "long" });
  expect(declaredType({ ...of(13, 3, 7), name: "s" })).toEqual({
    struct: "s",
    fields: [
      { name: "f0", type: "int" },
      { name: "f1", type: "string" },
    ],
  });
  expect(declaredFields(undefined)).toEqual([]);
  for (const bad of [undefined, {}, { kind: 14 }, of(12), of(11, 4, 4), of(11, 7)])
    expect(() => declaredType(bad)).toThrow(expect.objectContaining({ code: "group-by/bad-type" }));
});

test("parts are named by their prefix, GroupBy and key mapping", () => {
  const groupBy = { metaData: { name: "team.sub/x.v1" }, keyColumns: ["user", "shop"] };
  expect(partPrefix({ groupBy })).toBe("team_sub_x_v1");
  expect(partPrefix({ groupBy, prefix: "p" })).toBe("p_team_sub_x_v1");
  expect([...leftKeys({ groupBy, keyMapping: { buyer: "user" } })]).toEqual([
    ["user", "buyer"],
    ["shop", "shop"],
  ]);
  const part = { source: { metadata: { name: "a.b" } }, keyMapping: { left: "right" } };
  expect(externalPrefix(part)).toBe("ext_a_b");
  expect(externalPrefix({ ...part, prefix: "p" })).toBe("ext_p_a_b");
  expect([externalLeftKey(part, "right"), externalLeftKey(part, "other")]).toEqual(["left", "other"]);
});
