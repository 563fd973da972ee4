import type { Diagnostic } from "../errors.ts";
import type { OperationName } from "../group-by/group-by.ts";
import { type DataType, describeType, isList, isMap } from "../schema/schema.ts";
import type { ColumnShape } from "./column-shape.ts";

/** What works, but not as one may expect, or not on Chronon. Paths start at the aggregation. */
export function surprises(
  operation: OperationName,
  { elementType }: ColumnShape,
  irType: DataType,
  inputColumn: string,
): Diagnostic[] {
  const path = ["inputColumn"];
  const isDistinct = operation === "UNIQUE_COUNT" || operation === "BOUNDED_UNIQUE_COUNT";
  if (isDistinct && elementType === "binary")
    return [
      {
        code: "aggregation/binary-never-equal",
        severity: "warning",
        message: `${operation} takes every binary value for a new one, as Chronon does, so it counts them all.`,
        hint: `Select hex(${inputColumn}), or use APPROX_UNIQUE_COUNT.`,
        path,
      },
    ];
  const isUnstorable =
    holdsSmallInteger(irType, true) || (operation === "BOUNDED_UNIQUE_COUNT" && elementType !== "string");
  if (!isUnstorable) return [];
  const what = operation === "BOUNDED_UNIQUE_COUNT" ? "once it is full" : "at all";
  return [
    {
      code: "aggregation/not-on-chronon",
      severity: "info",
      message: `Chronon cannot store ${operation} of ${describeType(elementType)} ${what}; it works here only.`,
      hint: `Cast the column to ${operation === "BOUNDED_UNIQUE_COUNT" ? "string" : "int"} in the query's selects.`,
      path,
    },
  ];
}

/** Chronon's Avro refuses a short or a byte that may be null, as every field may be; members of lists and maps may not. */
function holdsSmallInteger(type: DataType, isField: boolean): boolean {
  if (typeof type === "string") return isField && (type === "short" || type === "byte");
  if (isList(type)) return holdsSmallInteger(type.list, false);
  if (isMap(type)) return holdsSmallInteger(type.map, false);
  return type.fields.some((field) => holdsSmallInteger(field.type, true));
}
