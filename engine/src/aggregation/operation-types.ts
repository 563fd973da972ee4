import type { OperationName } from "../group-by/group-by.ts";
import type { DataType, StructType } from "../schema/schema.ts";
import { isList, isMap, isStruct } from "../schema/schema.ts";

/** What an operation stores and what it returns, for one input type. */
export interface OperationTypes {
  readonly irType: DataType;
  readonly outputType: DataType;
}

const TIMED: ReadonlySet<OperationName> = new Set(["FIRST", "LAST", "FIRST_K", "LAST_K"]);
const DELETABLE: ReadonlySet<OperationName> = new Set(["COUNT", "SUM", "AVERAGE", "HISTOGRAM"]);

/** Operations that read the event time; to them a list or a map is one payload. */
export const isTimed = (operation: OperationName): boolean => TIMED.has(operation);

/** Operations that can take an input out again. */
export const isDeletable = (operation: OperationName): boolean => DELETABLE.has(operation);

const NUMERIC: ReadonlySet<DataType> = new Set<DataType>(["int", "long", "short", "double", "float"]);
const ORDERED: ReadonlySet<DataType> = new Set<DataType>([...NUMERIC, "string"]);
const COUNTABLE: ReadonlySet<DataType> = new Set<DataType>([...ORDERED, "binary"]);

/** Stored IR of AVERAGE. */
export const AVERAGE_IR: StructType = {
  struct: "AvgIr",
  fields: [
    { name: "sum", type: "double" },
    { name: "count", type: "int" },
  ],
};

/** Stored IR of VARIANCE. */
export const VARIANCE_IR: StructType = {
  struct: "VarianceIr",
  fields: [
    { name: "count", type: "int" },
    { name: "mean", type: "double" },
    { name: "m2", type: "double" },
  ],
};

function typeSuffix(type: DataType): string {
  if (typeof type === "string") return type === "boolean" ? "bool" : type;
  if (isList(type)) return `list_${typeSuffix(type.list)}`;
  if (isMap(type)) return `map_string_${typeSuffix(type.map)}`;
  return `struct_${type.struct}`;
}

/** Struct that FIRST, LAST, FIRST_K and LAST_K store per value: `TimePair_long {epochMillis, payload}`. */
export function timePairType(payload: DataType): StructType {
  return {
    struct: `TimePair_${typeSuffix(payload)}`,
    fields: [
      { name: "epochMillis", type: "long" },
      { name: "payload", type: payload },
    ],
  };
}

/** Field of a struct that tells whether two are the same, to UNIQUE_TOP_K. */
export const UNIQUE_ID = "unique_id";
/** Field of a struct by which UNIQUE_TOP_K ranks it. */
export const SORT_KEY = "sort_key";

/** What UNIQUE_TOP_K can tell apart and rank. */
function isRankable(type: DataType): boolean {
  if (type === "int" || type === "long" || type === "string") return true;
  if (!isStruct(type)) return false;
  const has = (name: string, fieldType: DataType) =>
    type.fields.some((field) => field.name === name && field.type === fieldType);
  return has(UNIQUE_ID, "long") && has(SORT_KEY, "string");
}

/** The types that `operation` takes, in words, where that is worth saying. */
export const acceptedTypes = (operation: OperationName): string | null =>
  operation === "UNIQUE_TOP_K"
    ? `It takes int, long, string, or a struct with ${UNIQUE_ID} (long) and ${SORT_KEY} (string).`
    : null;

/**
 * IR and output type of `operation` over one value of `inputType` (the element, for vectors and maps);
 * `null` when the operation does not take that type. Chronon semantics, section 3.2.
 */
export function operationTypes(operation: OperationName, inputType: DataType): OperationTypes | null {
  const accept = (accepted: ReadonlySet<DataType>, irType: DataType, outputType: DataType): OperationTypes | null =>
    accepted.has(inputType) ? { irType, outputType } : null;
  switch (operation) {
    case "COUNT":
      return { irType: "long", outputType: "long" };
    case "SUM": {
      if (inputType === "boolean") return { irType: "long", outputType: "long" };
      const type = inputType === "double" || inputType === "float" ? "double" : "long";
      return accept(NUMERIC, type, type);
    }
    case "AVERAGE":
      return accept(NUMERIC, AVERAGE_IR, "double");
    case "VARIANCE":
      return accept(NUMERIC, VARIANCE_IR, "double");
    case "SKEW":
    case "KURTOSIS":
      return accept(NUMERIC, { list: "double" }, "double");
    case "MIN":
    case "MAX":
      return accept(ORDERED, inputType, inputType);
    case "FIRST":
    case "LAST":
      return { irType: timePairType(inputType), outputType: inputType };
    case "FIRST_K":
    case "LAST_K":
      return { irType: { list: timePairType(inputType) }, outputType: { list: inputType } };
    case "TOP_K":
    case "BOTTOM_K":
      return accept(ORDERED, { list: inputType }, { list: inputType });
    case "UNIQUE_COUNT":
    case "BOUNDED_UNIQUE_COUNT":
      return accept(COUNTABLE, { list: inputType }, "long");
    case "APPROX_UNIQUE_COUNT":
      return accept(COUNTABLE, "binary", "long");
    case "APPROX_PERCENTILE":
      return accept(NUMERIC, "binary", { list: "float" });
    case "HISTOGRAM":
      return { irType: { map: "int" }, outputType: { map: "int" } };
    case "APPROX_HISTOGRAM_K":
    case "APPROX_FREQUENT_K":
    case "APPROX_HEAVY_HITTERS_K":
      return accept(ORDERED, "binary", { map: "long" });
    case "UNIQUE_TOP_K":
      return isRankable(inputType) ? { irType: { list: inputType }, outputType: { list: inputType } } : null;
  }
}
