export type { AggregationPart } from "./aggregation-part.ts";
export type { Aggregator } from "./aggregator.ts";
export { type CheckedAggregation, checkAggregation } from "./check-aggregation.ts";
export { createRowAggregator } from "./create-row-aggregator.ts";
export { type ExpandedParts, expandParts, operationName } from "./expand-parts.ts";
export { type AggregatorFactory, type AnyAggregator, isOperationLoaded, registerOperation } from "./operations.ts";
export { incrementalOutputColumnName, outputColumnName } from "./output-column-name.ts";
export type { ColumnAggregator, ColumnIr, RowAggregator, RowIr } from "./row-aggregator.ts";
