import { decimalForIntegral, isWiderDecimal, widerDecimal } from "./decimal-type.ts";
import type { SparkType } from "./spark-type.ts";
import {
  arrayOf,
  DATE,
  DOUBLE,
  isAnsiInterval,
  isAtomic,
  isDatetime,
  isDecimal,
  isFractional,
  isIntegral,
  isNumeric,
  mapOf,
  STRING,
  sameSparkType,
  structOf,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VOID,
} from "./spark-type.ts";

type Finder = (left: SparkType, right: SparkType) => SparkType | null;

const PRECEDENCE = ["tinyint", "smallint", "int", "bigint", "float", "double"];

function complexType(left: SparkType, right: SparkType, find: Finder): SparkType | null {
  if (left.kind === "array" && right.kind === "array") {
    const element = find(left.element, right.element);
    return element === null ? null : arrayOf(element);
  }
  if (left.kind === "map" && right.kind === "map") {
    const key = find(left.key, right.key);
    const value = find(left.value, right.value);
    return key === null || value === null ? null : mapOf(key, value);
  }
  if (left.kind === "struct" && right.kind === "struct" && left.fields.length === right.fields.length) {
    const fields: { name: string; type: SparkType }[] = [];
    for (const [i, field] of left.fields.entries()) {
      const other = right.fields[i];
      if (other === undefined || other.name.toLowerCase() !== field.name.toLowerCase()) return null;
      const type = find(field.type, other.type);
      if (type === null) return null;
      fields.push({ name: field.name, type });
    }
    return structOf(fields);
  }
  return null;
}

const DAY_TIME_FIELDS = ["day", "hour", "minute", "second"] as const;

function widerInterval(left: SparkType, right: SparkType): SparkType | null {
  if (left.kind === "dayTime" && right.kind === "dayTime") {
    const index = (field: (typeof DAY_TIME_FIELDS)[number]) => DAY_TIME_FIELDS.indexOf(field);
    return {
      kind: "dayTime",
      from: index(left.from) <= index(right.from) ? left.from : right.from,
      to: index(left.to) >= index(right.to) ? left.to : right.to,
    };
  }
  if (left.kind === "yearMonth" && right.kind === "yearMonth")
    return {
      kind: "yearMonth",
      from: left.from === "year" || right.from === "year" ? "year" : "month",
      to: left.to === "month" || right.to === "month" ? "month" : "year",
    };
  return null;
}

/** The type both widen to without any loss or a change of family, as binary operators need it. */
export const tightestCommonType: Finder = (left, right) => {
  if (sameSparkType(left, right)) return left;
  if (left.kind === "void") return right;
  if (right.kind === "void") return left;
  if (isIntegral(left) && isDecimal(right)) return isWiderDecimal(right, left) ? right : null;
  if (isDecimal(left) && isIntegral(right)) return isWiderDecimal(left, right) ? left : null;
  if (isNumeric(left) && isNumeric(right) && !isDecimal(left) && !isDecimal(right))
    return PRECEDENCE.indexOf(left.kind) >= PRECEDENCE.indexOf(right.kind) ? left : right;
  if (isDatetime(left) && isDatetime(right))
    return left.kind === "timestamp" || right.kind === "timestamp"
      ? TIMESTAMP
      : left.kind === "timestamp_ntz" || right.kind === "timestamp_ntz"
        ? TIMESTAMP_NTZ
        : DATE;
  return widerInterval(left, right) ?? complexType(left, right, tightestCommonType);
};

function widerWithDecimal(left: SparkType, right: SparkType): SparkType | null {
  if (isDecimal(left) && isDecimal(right)) return widerDecimal(left, right);
  if (isIntegral(left) && isDecimal(right)) return widerDecimal(decimalForIntegral(left), right);
  if (isDecimal(left) && isIntegral(right)) return widerDecimal(left, decimalForIntegral(right));
  if (isFractional(left) && isFractional(right)) return DOUBLE;
  return null;
}

/** As Spark's rule for GREATEST and LEAST: strings are not mixed with anything. */
export const widerTypeWithoutStrings: Finder = (left, right) =>
  tightestCommonType(left, right) ?? widerWithDecimal(left, right) ?? complexType(left, right, widerTypeWithoutStrings);

function promotesToString(type: SparkType): boolean {
  return isAtomic(type) && type.kind !== "binary" && type.kind !== "boolean";
}

/** As Spark's rule for CASE, IF, COALESCE and IN: an atomic type beside a string becomes a string. */
export const widerType: Finder = (left, right) => {
  const found = tightestCommonType(left, right) ?? widerWithDecimal(left, right);
  if (found !== null) return found;
  if ((left.kind === "string" && promotesToString(right)) || (right.kind === "string" && promotesToString(left)))
    return STRING;
  return complexType(left, right, widerType);
};

function holdsString(type: SparkType): boolean {
  return type.kind === "string" || (type.kind === "array" && holdsString(type.element));
}

/** One type for many values; strings go first because promotion to string is not associative. */
export function widerTypeOfAll(types: readonly SparkType[], find: Finder = widerType): SparkType | null {
  const ordered =
    find === widerType ? [...types.filter(holdsString), ...types.filter((type) => !holdsString(type))] : types;
  let found: SparkType | null = VOID;
  for (const type of ordered) {
    if (found === null) return null;
    found = find(found, type);
  }
  return found;
}

/** What two sides of a comparison become when one is a string or both are times; null leaves the general rule to decide. */
export function comparisonType(left: SparkType, right: SparkType): SparkType | null {
  const [text, other] = left.kind === "string" ? [left, right] : [right, left];
  if (text.kind !== "string") {
    const times = new Set([left.kind, right.kind]);
    return times.has("date") && times.has("timestamp") ? TIMESTAMP : null;
  }
  if (other.kind === "string" || isAnsiInterval(other)) return null;
  if (other.kind === "void") return STRING;
  if (isDecimal(other)) return DOUBLE;
  return isAtomic(other) ? other : null;
}
