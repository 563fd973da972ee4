import fc from "fast-check";
import { longFromBigInt } from "../src/schema/long.ts";
import { type DataType, isList, isMap } from "../src/schema/schema.ts";
import type { Value } from "../src/schema/value.ts";

const integer = (bits: number): fc.Arbitrary<Value> => {
  const limit = 2 ** (bits - 1);
  return fc.oneof(
    fc.constantFrom(0, 1, 2, -1),
    fc.integer({ min: -limit, max: limit - 1 }),
    fc.constantFrom(-limit, limit - 1),
  );
};

/** Any value of `type` but null at the top: few repeated values, random ones, and the extremes of the type. */
export function arbitraryValue(type: DataType): fc.Arbitrary<Value> {
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "byte":
      return integer(8);
    case "short":
      return integer(16);
    case "int":
    case "date":
      return integer(32);
    case "long":
    case "timestamp":
      return fc
        .oneof(
          fc.constantFrom(0n, 1n, -1n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n)),
          fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        )
        .map(longFromBigInt);
    case "float":
      return fc.oneof(fc.constantFrom(0, -0, 1, 2.5), fc.float());
    case "double":
      return fc.oneof(fc.constantFrom(0, -0, 1, 2.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY), fc.double());
    case "string":
      return fc.oneof(fc.constantFrom("", "a", "b", "\u{1F600}", "\u{FF5E}"), fc.string({ unit: "binary" }));
    case "binary":
      return fc.uint8Array({ maxLength: 4 });
  }
  if (isList(type)) return fc.array(fc.option(arbitraryValue(type.list), { freq: 4 }), { maxLength: 4 });
  if (isMap(type))
    return fc
      .array(fc.tuple(fc.constantFrom("k", "l", "m"), fc.option(arbitraryValue(type.map), { freq: 4 })), {
        maxLength: 3,
      })
      .map((entries) => new Map(entries));
  return fc.record(Object.fromEntries(type.fields.map(({ name, type: field }) => [name, arbitraryValue(field)])), {
    noNullPrototype: true,
  });
}

/** Numbers on which floating sums and moments stay well conditioned: quarters within ±100, many of them equal. */
export function tameNumber(type: DataType): fc.Arbitrary<Value> {
  const whole = fc.oneof(fc.constantFrom(0, 1, -3), fc.integer({ min: -100, max: 100 }));
  return type === "double" || type === "float" ? fc.tuple(whole, fc.nat(3)).map(([n, q]) => n + q / 4) : whole;
}
