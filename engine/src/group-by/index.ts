export { aggregationInputs } from "./aggregation-inputs.ts";
export { closestNames, didYouMean } from "./closest-names.ts";
export { type CompiledColumn, compileColumn } from "./compile-column.ts";
export { compilePlan } from "./compile-plan.ts";
export { type CompiledQuery, compileQuery } from "./compile-query.ts";
export { batchDataset, cleanName, lateDataset, streamingDataset } from "./dataset-names.ts";
export { declaredFields, declaredType } from "./declared-type.ts";
export { DiagnosticList } from "./diagnostic-list.ts";
export type * from "./group-by.ts";
export { Accuracy, Operation } from "./group-by.ts";
export type * from "./join.ts";
export { externalPrefix, leftKeys, partPrefix } from "./join-part-names.ts";
export { type Feature, type Plan, type SelectedEvent, timeFromLong } from "./plan.ts";
export {
  inferAccuracy,
  queryPath,
  type SourceView,
  streamingSourceIndex,
  topicName,
  viewSource,
} from "./source-kind.ts";
export { validateGroupBy } from "./validate-group-by.ts";
