import fc from "fast-check";
import type { DataType, Schema } from "../src/schema/schema.ts";

const storableScalar: fc.Arbitrary<DataType> = fc.constantFrom<DataType[]>(
  "boolean",
  "byte",
  "short",
  "int",
  "long",
  "float",
  "double",
  "string",
  "binary",
);

const name = fc.oneof(
  fc.constantFrom("a", "b", "ts", "sum", "y-z.1", "A", "constructor", "__proto__", "toString"),
  fc.string({ unit: fc.constantFrom("a", "b", "_", "é", "9"), minLength: 1, maxLength: 3 }),
);

function uniqueFields(type: fc.Arbitrary<DataType>): fc.Arbitrary<Schema> {
  return fc.uniqueArray(fc.record({ name, type }), { selector: (field) => field.name, minLength: 1, maxLength: 4 });
}

/** Types that Avro can hold, nested up to three deep; struct and field names repeat and hold odd characters. */
export const storableType: fc.Arbitrary<DataType> = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    storableScalar,
    tie("type").map((list) => ({ list })),
    tie("type").map((map) => ({ map })),
    fc.tuple(name, uniqueFields(tie("type"))).map(([struct, fields]) => ({ struct, fields })),
  ),
})).type;

/** One to four columns of storable types. */
export const storableSchema: fc.Arbitrary<Schema> = uniqueFields(storableType);
