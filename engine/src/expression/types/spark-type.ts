/** Units of an ANSI interval, coarse to fine. */
export type DayTimeField = "day" | "hour" | "minute" | "second";
export type YearMonthField = "year" | "month";

type SimpleKind =
  | "void"
  | "boolean"
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | "calendarInterval";

export interface StructField {
  readonly name: string;
  /** Where the value sits in the row object: the name, made unique when a struct repeats it. */
  readonly key: string;
  readonly type: SparkType;
}

/** A type of Spark SQL; wider than the engine's `DataType`. */
export type SparkType =
  | { readonly kind: SimpleKind }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "dayTime"; readonly from: DayTimeField; readonly to: DayTimeField }
  | { readonly kind: "yearMonth"; readonly from: YearMonthField; readonly to: YearMonthField }
  | { readonly kind: "array"; readonly element: SparkType }
  | { readonly kind: "map"; readonly key: SparkType; readonly value: SparkType }
  | {
      readonly kind: "struct";
      readonly fields: readonly StructField[];
      /** What the engine calls the struct; Spark has no such names. */
      readonly engineName?: string;
    };

export type DecimalType = Extract<SparkType, { kind: "decimal" }>;
export type ArrayType = Extract<SparkType, { kind: "array" }>;
export type MapType = Extract<SparkType, { kind: "map" }>;
export type StructType = Extract<SparkType, { kind: "struct" }>;

const simple = (kind: SimpleKind): SparkType => ({ kind });

export const VOID = simple("void");
export const BOOLEAN = simple("boolean");
export const TINYINT = simple("tinyint");
export const SMALLINT = simple("smallint");
export const INT = simple("int");
export const BIGINT = simple("bigint");
export const FLOAT = simple("float");
export const DOUBLE = simple("double");
export const STRING = simple("string");
export const BINARY = simple("binary");
export const DATE = simple("date");
export const TIMESTAMP = simple("timestamp");
export const TIMESTAMP_NTZ = simple("timestamp_ntz");
export const CALENDAR_INTERVAL = simple("calendarInterval");
export const DAY_TIME: SparkType = { kind: "dayTime", from: "day", to: "second" };
export const YEAR_MONTH: SparkType = { kind: "yearMonth", from: "year", to: "month" };

export const arrayOf = (element: SparkType): ArrayType => ({ kind: "array", element });
export const mapOf = (key: SparkType, value: SparkType): MapType => ({ kind: "map", key, value });

/** A struct whose fields sit under their names; repeated names get a numbered key. */
export function structOf(
  fields: readonly { readonly name: string; readonly type: SparkType }[],
  engineName?: string,
): StructType {
  const taken = new Set<string>();
  return {
    kind: "struct",
    ...(engineName === undefined ? {} : { engineName }),
    fields: fields.map(({ name, type }) => {
      let key = name;
      for (let n = 2; taken.has(key); n++) key = `${name}#${n}`;
      taken.add(key);
      return { name, key, type };
    }),
  };
}

/** Spark's short form: `bigint`, `decimal(10,2)`, `array<int>`, `struct<a:int>`, `interval day`. */
export function sparkTypeName(type: SparkType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "dayTime":
    case "yearMonth":
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} to ${type.to}`;
    case "array":
      return `array<${sparkTypeName(type.element)}>`;
    case "map":
      return `map<${sparkTypeName(type.key)},${sparkTypeName(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${sparkTypeName(field.type)}`).join(",")}>`;
    case "calendarInterval":
      return "interval";
    default:
      return type.kind;
  }
}

/** Equality as Spark's: field names count, nullability does not. */
export function sameSparkType(left: SparkType, right: SparkType): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  if (left.kind === "array" && right.kind === "array") return sameSparkType(left.element, right.element);
  if (left.kind === "map" && right.kind === "map")
    return sameSparkType(left.key, right.key) && sameSparkType(left.value, right.value);
  if (left.kind === "struct" && right.kind === "struct")
    return (
      left.fields.length === right.fields.length &&
      left.fields.every((field, i) => {
        const other = right.fields[i];
        return other !== undefined && field.name === other.name && sameSparkType(field.type, other.type);
      })
    );
  return sparkTypeName(left) === sparkTypeName(right);
}

/** Equality that does not look at the names of struct fields. */
export function sameStructure(left: SparkType, right: SparkType): boolean {
  if (left.kind === "array" && right.kind === "array") return sameStructure(left.element, right.element);
  if (left.kind === "map" && right.kind === "map")
    return sameStructure(left.key, right.key) && sameStructure(left.value, right.value);
  if (left.kind !== "struct" || right.kind !== "struct") return sameSparkType(left, right);
  return (
    left.fields.length === right.fields.length &&
    left.fields.every((field, i) => {
      const other = right.fields[i];
      return other !== undefined && sameStructure(field.type, other.type);
    })
  );
}

const INTEGRAL = new Set(["tinyint", "smallint", "int", "bigint"]);

export const isIntegral = (type: SparkType): boolean => INTEGRAL.has(type.kind);
export const isDecimal = (type: SparkType): type is DecimalType => type.kind === "decimal";
export const isFractional = (type: SparkType): boolean =>
  type.kind === "float" || type.kind === "double" || type.kind === "decimal";
export const isNumeric = (type: SparkType): boolean => isIntegral(type) || isFractional(type);
export const isDatetime = (type: SparkType): boolean =>
  type.kind === "date" || type.kind === "timestamp" || type.kind === "timestamp_ntz";
export const isAnsiInterval = (type: SparkType): boolean => type.kind === "dayTime" || type.kind === "yearMonth";
export const isInterval = (type: SparkType): boolean => isAnsiInterval(type) || type.kind === "calendarInterval";
export const isNested = (type: SparkType): boolean =>
  type.kind === "array" || type.kind === "map" || type.kind === "struct";
export const isAtomic = (type: SparkType): boolean =>
  !isNested(type) && type.kind !== "void" && type.kind !== "calendarInterval";

/** Types with a total order: everything but maps and calendar intervals, also inside arrays and structs. */
export function isOrderable(type: SparkType): boolean {
  if (type.kind === "array") return isOrderable(type.element);
  if (type.kind === "struct") return type.fields.every((field) => isOrderable(field.type));
  return type.kind !== "map" && type.kind !== "calendarInterval";
}

/** True if a map occurs anywhere in the type. */
export function containsMap(type: SparkType): boolean {
  if (type.kind === "array") return containsMap(type.element);
  if (type.kind === "struct") return type.fields.some((field) => containsMap(field.type));
  return type.kind === "map";
}
