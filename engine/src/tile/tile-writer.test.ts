import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { arbitraryValue } from "../../testing/arbitrary-value.ts";
import { check } from "../../testing/property.ts";
import type { AggregationPart } from "../aggregation/aggregation-part.ts";
import { checkAggregation } from "../aggregation/check-aggregation.ts";
import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import { TilescopeError } from "../errors.ts";
import { Operation, type OperationName } from "../group-by/group-by.ts";
import { hexFromBytes } from "../schema/json.ts";
import type { DataType, Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { createTileCodec } from "./tile-codec.ts";
import { tileWriter } from "./tile-writer.ts";

const TYPES: readonly DataType[] = [
  ...(["boolean", "byte", "short", "int", "long", "float", "double", "string", "binary"] as const),
  { list: "double" },
  { list: "string" },
  { map: "long" },
  { struct: "S", fields: [{ name: "a", type: "binary" }] },
];
const SCHEMA: Schema = [...TYPES.map((type, i) => ({ name: `c${i}`, type })), { name: "bucket", type: "string" }];

/** Every operation over every type that takes it, plain, bucketed and element-wise. */
function allParts(): AggregationPart[] {
  const parts: AggregationPart[] = [];
  for (const operation of Object.keys(Operation) as OperationName[])
    for (const { name } of SCHEMA)
      for (const bucket of [null, "bucket"])
        for (const elementWise of [false, true]) {
          const part = { inputColumn: name, operation, argMap: { k: "2" }, window: null, bucket, elementWise };
          if (checkAggregation(part, SCHEMA).ok) parts.push(part);
        }
  return parts;
}

const row: fc.Arbitrary<Row> = fc.tuple(...SCHEMA.map(({ type }) => fc.option(arbitraryValue(type), { freq: 5 })));
const events = fc.array(fc.tuple(row, fc.integer({ min: -1e13, max: 1e13 })), { maxLength: 6 });

describe("tileWriter", () => {
  beforeAll(loadSketches);

  const title = "writes what the codec makes of the stored form, for every operation and type";
  it(title, () => {
    const parts = allParts();
    expect(parts.length).toBeGreaterThan(200);
    check(
      title,
      fc.property(
        fc.shuffledSubarray(parts, { minLength: 1, maxLength: 12 }),
        events,
        fc.boolean(),
        (some, all, done) => {
          const baseAggregator = createRowAggregator(SCHEMA, some);
          const ir = baseAggregator.init();
          for (const [values, timeMs] of all) {
            try {
              baseAggregator.update(ir, values, timeMs);
            } catch (error) {
              if (!(error instanceof TilescopeError)) throw error;
            }
          }
          const expected = createTileCodec("x", baseAggregator.irSchema).encode(baseAggregator.normalize(ir), done);
          expect(hexFromBytes(tileWriter({ baseAggregator })(ir, done))).toBe(hexFromBytes(expected));
        },
      ),
    );
  });
});
