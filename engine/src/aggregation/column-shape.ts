import type { DataType } from "../schema/schema.ts";
import { isList, isMap } from "../schema/schema.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { isTimed } from "./operation-types.ts";

/**
 * How a column feeds its operation: the value itself, every element of a list, every value of a map under its key,
 * or the elements of a list position by position.
 */
export interface ColumnShape {
  readonly kind: "direct" | "vector" | "map" | "elementWise";
  /** Type of what the aggregator gets: the column's type, or its element's. */
  readonly elementType: DataType;
}

const SCALARS: ReadonlySet<DataType> = new Set<DataType>([
  "int",
  "long",
  "short",
  "double",
  "float",
  "string",
  "binary",
  "boolean",
]);

/** Shape of a part over a column of `inputType`. To timed operations lists and maps are payloads. */
export function columnShape(part: AggregationPart, inputType: DataType): ColumnShape {
  if (!isTimed(part.operation)) {
    if (isMap(inputType)) return { kind: "map", elementType: inputType.map };
    if (isList(inputType) && SCALARS.has(inputType.list))
      return { kind: part.elementWise ? "elementWise" : "vector", elementType: inputType.list };
  }
  return { kind: "direct", elementType: inputType };
}
