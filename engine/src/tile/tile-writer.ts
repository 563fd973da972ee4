import type { RowIr } from "../aggregation/row-aggregator.ts";
import type { Plan } from "../group-by/plan.ts";
import type { AvroOutput } from "./avro-output.ts";
import { irWriter } from "./ir-writer.ts";
import { encodeRow } from "./record-codec.ts";
import { writeBranch } from "./value-codec.ts";

/** The bytes of a tile from its IRs in memory: what `TileCodec.encode` gives of their stored form. */
export type TileWriter = (ir: RowIr, isComplete: boolean) => Uint8Array;

/** The writer of a plan's tiles. */
export function tileWriter({ baseAggregator: { columns } }: Pick<Plan, "baseAggregator">): TileWriter {
  const writers = columns.map(irWriter);
  const codecOf = (isComplete: boolean) => ({
    write(output: AvroOutput, irs: RowIr): void {
      writeBranch(output, false);
      for (let i = 0; i < writers.length; i++) {
        const ir = irs[i] ?? null;
        writeBranch(output, ir === null);
        if (ir !== null) writers[i]?.(output, ir);
      }
      writeBranch(output, false);
      output.byte(isComplete ? 1 : 0);
    },
  });
  const [open, complete] = [codecOf(false), codecOf(true)];
  return (ir, isComplete) => encodeRow(isComplete ? complete : open, ir);
}
