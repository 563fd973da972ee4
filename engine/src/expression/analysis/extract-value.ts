import type { Long } from "../../schema/value.ts";
import { fail, type Span } from "../failure.ts";
import { arrayOf, isIntegral, type SparkType, STRING, type StructField, sparkTypeName } from "../types/spark-type.ts";
import { mapGetter } from "../values/map-access.ts";
import type { SparkArray, SparkMap, SparkStruct, SparkValue } from "../values/spark-value.ts";
import { closestNames } from "./closest-names.ts";
import { coerceArgument, wrongArgument } from "./coerce.ts";
import { literal, strict, type TypedExpression } from "./typed-expression.ts";

function findField(type: Extract<SparkType, { kind: "struct" }>, name: string, span: Span): StructField {
  const found = type.fields.filter((field) => field.name.toLowerCase() === name.toLowerCase());
  const [field] = found;
  if (field === undefined) {
    const names = closestNames(
      name,
      type.fields.map((other) => other.name),
    );
    return fail(
      "expression/unknown-column",
      "FIELD_NOT_FOUND",
      span,
      `There is no field ${name} in ${sparkTypeName(type)}.`,
      names.length === 0 ? "This struct has no fields." : `Did you mean ${names.join(", ")}?`,
    );
  }
  if (found.length > 1)
    fail(
      "expression/unknown-column",
      "AMBIGUOUS_REFERENCE_TO_FIELDS",
      span,
      `The name ${name} fits several fields of ${sparkTypeName(type)}.`,
      "Rename one of them.",
    );
  return field;
}

/** `base.name`: a field of a struct, the same field of every struct in an array, or a map's value. */
export function extractField(base: TypedExpression, name: string, nameSpan: Span, span: Span): TypedExpression {
  const { type } = base;
  if (type.kind === "struct") {
    const { key, name: fieldName, type: fieldType } = findField(type, name, nameSpan);
    const value = strict(fieldType, [base], span, (struct: SparkStruct) => struct[key] ?? null);
    return { ...value, name: fieldName };
  }
  if (type.kind === "array" && type.element.kind === "struct") {
    const { key, name: fieldName, type: fieldType } = findField(type.element, name, nameSpan);
    const values = strict(arrayOf(fieldType), [base], span, (array: SparkArray) =>
      array.map((struct) => (struct === null ? null : ((struct as SparkStruct)[key] ?? null))),
    );
    return { ...values, name: fieldName };
  }
  return { ...extractIndex(base, literal(STRING, name, nameSpan), span), name };
}

/** `base[index]`: an element counted from zero, a map's value or a field; NULL where there is none. */
export function extractIndex(base: TypedExpression, index: TypedExpression, span: Span): TypedExpression {
  const { type } = base;
  if (type.kind === "map") {
    const get = mapGetter(type.key);
    const key = coerceArgument("[ ]", index, 1, type.key);
    return strict(type.value, [base, key], span, (map: SparkMap, wanted: SparkValue) => get(map, wanted) ?? null);
  }
  if (index.constant !== null && typeof index.constant.value === "string" && index.isLiteral) {
    const isStruct = type.kind === "struct" || (type.kind === "array" && type.element.kind === "struct");
    if (isStruct) return extractField(base, index.constant.value, index.span, span);
  }
  if (type.kind === "array") {
    if (index.type.kind !== "void" && !isIntegral(index.type)) return wrongArgument("[ ]", index, 1, "a whole number");
    return strict(type.element, [base, index], span, (array: SparkArray, at: Long) => array[Number(at)] ?? null);
  }
  if (type.kind === "struct")
    return fail(
      "expression/type",
      "INVALID_EXTRACT_FIELD_TYPE",
      index.span,
      "A field of a struct is taken by a constant name.",
      "Write struct.field or struct['field'].",
    );
  return fail(
    "expression/type",
    "INVALID_EXTRACT_BASE_FIELD_TYPE",
    span,
    `A ${sparkTypeName(type)} has no fields or elements.`,
    "Only structs, arrays and maps have some.",
  );
}
