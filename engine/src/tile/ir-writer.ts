import { Average, type AverageIr } from "../aggregation/average.ts";
import { First } from "../aggregation/first.ts";
import { Last } from "../aggregation/last.ts";
import type { NumberCell } from "../aggregation/number-cell.ts";
import type { ColumnAggregator, ColumnIr } from "../aggregation/row-aggregator.ts";
import type { TimePair } from "../aggregation/time-pair.ts";
import type { Long } from "../schema/value.ts";
import type { AvroOutput } from "./avro-output.ts";
import { valueCodec, writeBranch } from "./value-codec.ts";

/** Writes the IR of one column, never null, as the value that `normalize` would make of it. */
export type IrWriter = (output: AvroOutput, ir: ColumnIr) => void;

/**
 * The writer of a column's IR. The usual ones go from memory to bytes at once: a stored form in between would be made
 * for every write, only to be taken apart again.
 */
export function irWriter(column: ColumnAggregator): IrWriter {
  const { aggregator, irType } = column;
  if (column.wrapping === "none") {
    if (irType === "double") return (output, ir) => output.double((ir as NumberCell).value);
    if (irType === "float") return (output, ir) => output.float((ir as NumberCell).value);
    if (irType === "long") return (output, ir) => output.long(ir as Long);
    if (aggregator instanceof Average) return writeAverage;
    if (aggregator instanceof First || aggregator instanceof Last) return timePairWriter(aggregator);
  }
  const codec = valueCodec(irType);
  return (output, ir) => codec.write(output, column.normalize(ir));
}

const writeAverage: IrWriter = (output, ir) => {
  const { sum, count } = ir as AverageIr;
  writeBranch(output, false);
  output.double(sum);
  writeBranch(output, false);
  output.int(count);
};

function timePairWriter({ outputType }: First | Last): IrWriter {
  const codec = valueCodec(outputType);
  return (output, ir) => {
    const { timeMs, payload } = ir as TimePair;
    writeBranch(output, false);
    output.long(timeMs);
    writeBranch(output, payload === null);
    if (payload !== null) codec.write(output, payload);
  };
}
