import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storableSchema } from "../../testing/arbitrary-type.ts";
import { arbitraryValue } from "../../testing/arbitrary-value.ts";
import { check } from "../../testing/property.ts";
import { AVERAGE_IR, timePairType } from "../aggregation/operation-types.ts";
import { hexFromBytes, stringifyJson, valueToJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { createBatchIrCodec } from "./batch-ir-codec.ts";
import { keyCodec, mutationCodec } from "./row-codecs.ts";
import { createTileCodec } from "./tile-codec.ts";

const shown = (schema: Schema, row: Row) =>
  stringifyJson(schema.map(({ type }, i) => valueToJson(type, row[i] ?? null)));

const rowOf = (schema: Schema): fc.Arbitrary<Row> =>
  fc.tuple(...schema.map(({ type }) => fc.option(arbitraryValue(type), { freq: 4 })));

/** The tile of the worked example: sum, count, average and last two of the refunds 64 and 128. */
const refunds: Schema = [
  { name: "refund_amt_sum", type: "long" },
  { name: "refund_amt_count", type: "long" },
  { name: "refund_amt_average", type: AVERAGE_IR },
  { name: "refund_amt_last2", type: { list: timePairType("long") } },
];
const refundsIr: Row = [
  192,
  2,
  { sum: 192, count: 2 },
  [
    { epochMillis: 1_704_880_680_000, payload: 64 },
    { epochMillis: 1_704_882_599_000, payload: 128 },
  ],
];

describe("createTileCodec", () => {
  it("writes the bytes of Chronon's worked example", () => {
    const codec = createTileCodec("quickstart_returns_v1", refunds);
    const bytes = codec.encode(refundsIr, false);
    expect(hexFromBytes(bytes)).toBe(
      "02028003020402020000000000006840020402040280b1f5ac9e6302800102b0d1dfae9e63028002000200",
    );
    expect(codec.decode(bytes)).toEqual({ ir: refundsIr, isComplete: false });
    expect(codec.schemaJson.name).toBe("quickstart_returns_v1_TILE_IR");
  });

  const tiles = "reads back any tile";
  it(tiles, () => {
    check(
      tiles,
      fc.property(
        storableSchema.chain((schema) => fc.tuple(fc.constant(schema), rowOf(schema), fc.boolean())),
        ([schema, ir, complete]) => {
          const codec = createTileCodec("x", schema);
          const stored = codec.decode(codec.encode(ir, complete));
          expect(stored.isComplete).toBe(complete);
          expect(shown(schema, stored.ir)).toBe(shown(schema, ir));
        },
      ),
    );
  });
});

describe("createBatchIrCodec", () => {
  const batches = "reads back any batch IR";
  it(batches, () => {
    const startMs = fc.integer({ min: 0, max: 10_000 }).map((n) => n * 300_000);
    const batch = fc
      .tuple(storableSchema, storableSchema)
      .chain(([windowed, base]) =>
        fc.tuple(
          fc.constant(windowed),
          fc.constant(base),
          rowOf(windowed),
          fc.array(fc.array(fc.record({ startMs, ir: rowOf(base) }), { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
        ),
      );
    check(
      batches,
      fc.property(batch, ([windowed, base, collapsed, tailHops]) => {
        const codec = createBatchIrCodec("x", windowed, base);
        const stored = codec.decode(codec.encode({ collapsed, tailHops }));
        const hops = (all: typeof tailHops | typeof stored.tailHops) =>
          all.map((sameSize) => sameSize.map((hop) => `${hop.startMs} ${shown(base, hop.ir)}`));
        expect(shown(windowed, stored.collapsed)).toBe(shown(windowed, collapsed));
        expect(hops(stored.tailHops)).toEqual(hops(tailHops));
      }),
      { factor: 0.5 },
    );
  });
});

describe("codecs of rows", () => {
  it("write keys as Chronon does", () => {
    const user = (type: "string" | "long") => keyCodec({ keySchema: [{ name: "user_id", type }] });
    expect(hexFromBytes(user("string").encode(["5"]))).toBe("020235");
    expect(hexFromBytes(user("long").encode([5]))).toBe("020a");
    expect(hexFromBytes(user("long").encode([null]))).toBe("00");
  });

  it("put time and direction of a change behind the inputs", () => {
    const codec = mutationCodec({ cleanName: "t_g", inputSchema: [{ name: "v", type: "long" }] });
    expect(codec.recordName).toBe("t_g_MUTATION_COLS");
    expect(codec.decode(codec.encode([1, 2_000, true]))).toEqual([1, 2_000, true]);
  });
});
