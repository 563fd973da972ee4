import type { Aggregation as CompiledAggregation, Source } from "../group-by/group-by.ts";
import { viewSource } from "../group-by/source-kind.ts";
import { defined } from "./defined.ts";
import { Operation } from "./operation.ts";
import type { Window } from "./window.ts";

/** One or more features over one column: made by `Aggregation`. */
export type Aggregation = CompiledAggregation;

export interface AggregationOptions {
  /** Name of a selected column. */
  inputColumn: string;
  /** Default: `Operation.LAST`. */
  operation?: Operation;
  /** One feature per window: `[hours(6), days(7)]`. Absent: one feature over all time. */
  windows?: readonly Window[];
  /** Selected text columns; each gives a feature that is a map from the column's value to the result. */
  buckets?: readonly string[];
  /** Aggregates the lists of a list column position by position. */
  elementWise?: boolean;
}

/**
 * Features over one column: one per bucket and window, named `<inputColumn>_<operation>_<window>_by_<bucket>`.
 * @example Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(6), days(7)] })
 */
export function Aggregation(options: AggregationOptions): Aggregation {
  const { inputColumn, operation = Operation.LAST, windows, buckets, elementWise } = options;
  const call = typeof operation === "number" ? { operation, argMap: {} } : operation;
  return defined({
    inputColumn,
    operation: call.operation,
    argMap: { ...call.argMap },
    windows: windows && [...windows],
    buckets: buckets && [...buckets],
    elementWise: elementWise === undefined ? undefined : elementWise ? (1 as const) : (0 as const),
  });
}

const RESERVED = ["ts", "is_before", "mutation_ts", "ds"];

/** One aggregation per selected column that is neither a key nor a time: the latest value, unless told otherwise. */
export function DefaultAggregation(options: {
  keys: readonly string[];
  sources: readonly Source[];
  operation?: Operation;
  windows?: readonly Window[];
}): Aggregation[] {
  const { keys, sources, operation, windows } = options;
  const [source] = sources;
  const { selects = {}, timeColumn } = source === undefined ? {} : viewSource(source).query;
  const left = new Set([...keys, ...RESERVED, timeColumn]);
  return Object.keys(selects)
    .filter((column) => !left.has(column))
    .map((inputColumn) => Aggregation(defined({ inputColumn, operation, windows }) as AggregationOptions));
}
