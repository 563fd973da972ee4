import type { Plan } from "../group-by/plan.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { decodeRow, encodeRow, type StoredRecord, storedRecord } from "./record-codec.ts";
import { fieldsCodec, listCodec, rowCodec } from "./value-codec.ts";

/** Un-windowed IRs of one hop, normalised, in the order of the base aggregator's columns. */
export interface StoredHop {
  readonly startMs: number;
  readonly ir: Row;
}

/** What the batch upload stores for one key of a TEMPORAL GroupBy, all IRs normalised. */
export interface StoredBatchIr {
  /** In the order of the windowed aggregator's columns. */
  readonly collapsed: Row;
  /** By hop size (1 d, 1 h, 5 min), ascending in time. */
  readonly tailHops: readonly (readonly StoredHop[])[];
}

/** The value of a batch IR in the KV store: `<cleanName>_IR {collapsedIr, tailHopIrs}`. */
export interface BatchIrCodec extends StoredRecord {
  encode(batchIr: StoredBatchIr): Uint8Array;
  /** Throws `tile/corrupt-value`. */
  decode(bytes: Uint8Array): StoredBatchIr;
}

export function createBatchIrCodec(cleanName: string, windowedIrSchema: Schema, baseIrSchema: Schema): BatchIrCodec {
  const hopSchema: Schema = [...baseIrSchema, { name: "ts", type: "long" }];
  const record = storedRecord(`${cleanName}_IR`, [
    { name: "collapsedIr", type: { struct: "WindowedIr", fields: windowedIrSchema } },
    { name: "tailHopIrs", type: { list: { list: { struct: "HopIr", fields: hopSchema } } } },
  ]);
  const codec = fieldsCodec([rowCodec(windowedIrSchema), listCodec(listCodec(rowCodec(hopSchema)))]);
  return {
    ...record,
    encode({ collapsed, tailHops }) {
      const hops = tailHops.map((sameSize) => sameSize.map(({ startMs, ir }) => [...ir, startMs]));
      return encodeRow(codec, [collapsed, hops]);
    },
    decode(bytes) {
      const [collapsed, hops] = decodeRow(codec, bytes);
      const sizes = (hops as readonly (readonly Row[])[] | null) ?? [];
      return {
        collapsed: (collapsed as Row | null) ?? windowedIrSchema.map(() => null),
        tailHops: sizes.map((sameSize) =>
          sameSize.map((row) => ({ startMs: Number(row[baseIrSchema.length] ?? 0), ir: row.slice(0, -1) })),
        ),
      };
    },
  };
}

/** The codec of a plan's batch IRs. */
export function batchIrCodec(plan: Pick<Plan, "cleanName" | "baseAggregator" | "windowedAggregator">): BatchIrCodec {
  return createBatchIrCodec(plan.cleanName, plan.windowedAggregator.irSchema, plan.baseAggregator.irSchema);
}
