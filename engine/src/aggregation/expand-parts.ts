import { TilescopeError } from "../errors.ts";
import { type Aggregation, Operation, type OperationName } from "../group-by/group-by.ts";
import type { AggregationPart } from "./aggregation-part.ts";

const NAME_OF_OPERATION = new Map(Object.entries(Operation).map(([name, number]) => [number, name as OperationName]));

/** Name of an operation number, or `null` for a number that Chronon does not have. */
export function operationName(operation: number): OperationName | null {
  return NAME_OF_OPERATION.get(operation as Operation) ?? null;
}

export interface ExpandedParts {
  /** Aggregation, then bucket, then window: one per feature. */
  readonly windowed: AggregationPart[];
  /** Aggregation, then bucket, without windows: one per column of a tile. */
  readonly base: AggregationPart[];
  /** For each windowed part the index of its base part. */
  readonly baseIndex: number[];
}

/**
 * Spreads aggregations into output columns, in Chronon's order. An aggregation without windows (or with an empty
 * list) is one unbounded feature, one without buckets is not bucketed.
 * Throws where an aggregation lacks its column or operation; validation reports those first.
 */
export function expandParts(aggregations: readonly Aggregation[]): ExpandedParts {
  const windowed: AggregationPart[] = [];
  const base: AggregationPart[] = [];
  const baseIndex: number[] = [];
  for (const aggregation of aggregations) {
    const operation = aggregation.operation === undefined ? null : operationName(aggregation.operation);
    if (operation === null || aggregation.inputColumn === undefined)
      throw new TilescopeError("aggregation/incomplete", "An aggregation needs an inputColumn and an operation.");
    const windows = aggregation.windows?.length ? aggregation.windows : [null];
    const buckets = aggregation.buckets?.length ? aggregation.buckets : [null];
    for (const bucket of buckets) {
      const basePart: AggregationPart = {
        inputColumn: aggregation.inputColumn,
        operation,
        argMap: aggregation.argMap ?? null,
        window: null,
        bucket,
        elementWise: Boolean(aggregation.elementWise),
      };
      for (const window of windows) {
        windowed.push({ ...basePart, window });
        baseIndex.push(base.length);
      }
      base.push(basePart);
    }
  }
  return { windowed, base, baseIndex };
}
