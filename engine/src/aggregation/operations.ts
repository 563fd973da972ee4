import { TilescopeError } from "../errors.ts";
import type { OperationName } from "../group-by/group-by.ts";
import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import type { Aggregator } from "./aggregator.ts";
import type { OperationArguments } from "./operation-arguments.ts";

/** An aggregator whose input and IR are its own affair. Inputs are values of the type it was made for, never null. */
export type AnyAggregator = Aggregator<Value, unknown, Value>;

/**
 * Makes the aggregator of an operation for one input type (the element, for vectors and maps), already checked by
 * `operationTypes` and `operationArguments`. Limits that Chronon meets only at run time throw from the aggregator.
 */
export type AggregatorFactory = (inputType: DataType, args: OperationArguments) => AnyAggregator;

const factories = new Map<OperationName, AggregatorFactory>();

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
): AnyAggregator {
  const factory = factories.get(operation);
  if (factory === undefined)
    throw new TilescopeError("aggregation/not-loaded", `${operation} is not loaded; call loadSketches() first.`);
  return factory(inputType, args);
}
