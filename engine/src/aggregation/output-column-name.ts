import { TilescopeError } from "../errors.ts";
import type { OperationName } from "../group-by/group-by.ts";
import { windowLabel } from "../time/window.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { operationArguments } from "./operation-arguments.ts";

const PREFIX_BEFORE_K: Readonly<Partial<Record<OperationName, string>>> = {
  FIRST_K: "first",
  LAST_K: "last",
  TOP_K: "top",
  BOTTOM_K: "bottom",
  UNIQUE_TOP_K: "unique_top",
};

function operationSuffix(part: AggregationPart): string {
  const prefix = PREFIX_BEFORE_K[part.operation];
  if (prefix === undefined) return part.operation.toLowerCase();
  const checked = operationArguments(part.operation, part.argMap);
  if (checked.ok) return `${prefix}${checked.value.k}`;
  throw new TilescopeError("aggregation/bad-k", checked.diagnostics.map((diagnostic) => diagnostic.message).join(" "));
}

const bucketSuffix = (part: AggregationPart): string => (part.bucket === null ? "" : `_by_${part.bucket}`);

/** Name of the un-windowed column, as tiles hold it: `amount_sum_by_country`. Throws where `k` is missing or bad. */
export function incrementalOutputColumnName(part: AggregationPart): string {
  return `${part.inputColumn}_${operationSuffix(part)}${bucketSuffix(part)}`;
}

/**
 * Name of the feature: `amount_sum_7d_by_country`, `amount_last5`. Unbounded windows have no label.
 * Throws where an operation that writes `k` into its name has none; `checkAggregation` reports that first.
 */
export function outputColumnName(part: AggregationPart): string {
  const label = windowLabel(part.window);
  return `${part.inputColumn}_${operationSuffix(part)}${label === "" ? "" : `_${label}`}${bucketSuffix(part)}`;
}
