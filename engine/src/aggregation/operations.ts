import { TilescopeError } from "../errors.ts";
import type { OperationName } from "../group-by/group-by.ts";
import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Compatibility } from "../serving/compatibility.ts";
import type { Aggregator } from "./aggregator.ts";
import { Average } from "./average.ts";
import { bottomK } from "./bottom-k.ts";
import { BoundedUniqueCount } from "./bounded-unique-count.ts";
import { Count } from "./count.ts";
import { First } from "./first.ts";
import { firstK } from "./first-k.ts";
import { Histogram } from "./histogram.ts";
import { Kurtosis } from "./kurtosis.ts";
import { Last } from "./last.ts";
import { lastK } from "./last-k.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import type { OperationArguments } from "./operation-arguments.ts";
import { Skew } from "./skew.ts";
import { sum } from "./sum.ts";
import { topK } from "./top-k.ts";
import { UniqueCount } from "./unique-count.ts";
import { UniqueTopK } from "./unique-top-k.ts";
import { Variance } from "./variance.ts";

/** An aggregator whose input and IR are its own affair. Inputs are values of the type it was made for, never null. */
export type AnyAggregator = Aggregator<Value, unknown, Value>;

/**
 * Makes the aggregator of an operation for one input type (the element, for vectors and maps), already checked by
 * `operationTypes` and `operationArguments`. Limits that Chronon meets only at run time throw from the aggregator.
 */
export type AggregatorFactory = (
  inputType: DataType,
  args: OperationArguments,
  compatibility: Compatibility,
) => AnyAggregator;

const factories = new Map<OperationName, AggregatorFactory>([
  ["COUNT", () => new Count()],
  ["SUM", (inputType) => sum(inputType)],
  ["AVERAGE", () => new Average()],
  ["VARIANCE", () => new Variance()],
  ["SKEW", () => new Skew()],
  ["KURTOSIS", () => new Kurtosis()],
  ["MIN", (inputType) => minimum(inputType)],
  ["MAX", (inputType) => maximum(inputType)],
  ["FIRST", (inputType) => new First(inputType)],
  ["LAST", (inputType) => new Last(inputType)],
  ["FIRST_K", (inputType, { k }) => firstK(inputType, k)],
  ["LAST_K", (inputType, { k }) => lastK(inputType, k)],
  ["TOP_K", (inputType, { k }) => topK(inputType, k)],
  ["BOTTOM_K", (inputType, { k }) => bottomK(inputType, k)],
  ["UNIQUE_COUNT", (inputType) => new UniqueCount(inputType)],
  ["BOUNDED_UNIQUE_COUNT", (inputType, { k }) => new BoundedUniqueCount(inputType, k)],
  ["HISTOGRAM", (_inputType, { k }) => new Histogram(k)],
  ["UNIQUE_TOP_K", (inputType, { k }) => new UniqueTopK(inputType, k)],
]);

/** Adds an operation whose code loads later: the sketches, once their WebAssembly is there. */
export function registerOperation(operation: OperationName, factory: AggregatorFactory): void {
  factories.set(operation, factory);
}

/** Whether `createAggregator` can make `operation` now. */
export const isOperationLoaded = (operation: OperationName): boolean => factories.has(operation);

/** The aggregator of `operation`; throws `aggregation/not-loaded` for a sketch before `loadSketches()`. */
export function createAggregator(
  operation: OperationName,
  inputType: DataType,
  args: OperationArguments,
  compatibility: Compatibility = "strict",
): AnyAggregator {
  const factory = factories.get(operation);
  if (factory === undefined)
    throw new TilescopeError("aggregation/not-loaded", `${operation} is not loaded; call loadSketches() first.`);
  return factory(inputType, args, compatibility);
}
