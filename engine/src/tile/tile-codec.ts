import type { Plan } from "../group-by/plan.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { decodeRow, encodeRow, type StoredRecord, storedRecord } from "./record-codec.ts";
import { fieldsCodec, rowCodec, valueCodec } from "./value-codec.ts";

/** What a stored tile holds. */
export interface StoredTileIr {
  /** Normalised IRs in the order of the base aggregator's columns. */
  readonly ir: Row;
  /** The watermark had passed the tile's end when it was written. Informative only: reads ignore it. */
  readonly isComplete: boolean;
}

/** The value of a tile in the KV store: `<cleanName>_TILE_IR {collapsedIr, isComplete}`. */
export interface TileCodec extends StoredRecord {
  /** `ir` as `RowAggregator.normalize` gives it. */
  encode(ir: Row, isComplete: boolean): Uint8Array;
  /** Throws `tile/corrupt-value`. `RowAggregator.denormalize` makes the `ir` mergeable. */
  decode(bytes: Uint8Array): StoredTileIr;
}

export function createTileCodec(cleanName: string, irSchema: Schema): TileCodec {
  const record = storedRecord(`${cleanName}_TILE_IR`, [
    { name: "collapsedIr", type: { struct: "WindowedIr", fields: irSchema } },
    { name: "isComplete", type: "boolean" },
  ]);
  const codec = fieldsCodec([rowCodec(irSchema), valueCodec("boolean")]);
  return {
    ...record,
    encode: (ir, isComplete) => encodeRow(codec, [ir, isComplete]),
    decode(bytes) {
      const [ir, isComplete] = decodeRow(codec, bytes);
      return { ir: (ir as Row | null) ?? irSchema.map(() => null), isComplete: isComplete === true };
    },
  };
}

/** The codec of a plan's tiles. */
export function tileCodec(plan: Pick<Plan, "cleanName" | "baseAggregator">): TileCodec {
  return createTileCodec(plan.cleanName, plan.baseAggregator.irSchema);
}
