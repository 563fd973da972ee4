import type { OperationName } from "../group-by/group-by.ts";
import { type DataType, describeType } from "../schema/schema.ts";
import type { OperationArguments } from "./operation-arguments.ts";

/** A definition that Chronon builds and that then fails on its first value. */
export interface RunTimeFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Where in the aggregation the cause is. */
  readonly path: readonly string[];
}

const SKETCH_SIZES: Readonly<Partial<Record<OperationName, readonly [smallest: number, largest: number]>>> = {
  APPROX_UNIQUE_COUNT: [4, 26],
  APPROX_PERCENTILE: [8, 65535],
};

/** Why `operation` can take no value of `inputType` although it can be built, or `null`. */
export function runTimeFault(
  operation: OperationName,
  inputType: DataType,
  args: OperationArguments,
): RunTimeFault | null {
  if (operation === "HISTOGRAM" && inputType !== "string")
    return {
      code: "histogram-not-string",
      message: `HISTOGRAM counts strings and fails on its first ${describeType(inputType)}.`,
      hint: "Cast the column to string in the query's selects.",
      path: ["inputColumn"],
    };
  const [smallest, largest] = SKETCH_SIZES[operation] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (args.k < smallest || args.k > largest)
    return {
      code: "sketch-size-out-of-range",
      message: `${operation} with k ${args.k} fails on its first value.`,
      hint: `Use a k from ${smallest} to ${largest}.`,
      path: ["argMap", "k"],
    };
  return null;
}
