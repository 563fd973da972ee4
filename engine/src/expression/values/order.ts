import { compareLong } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import type { SparkType } from "../types/spark-type.ts";
import { compareDecimal } from "./decimal.ts";
import type { CalendarInterval, Decimal, SparkArray, SparkMap, SparkStruct, SparkValue } from "./spark-value.ts";

/** Negative, zero or positive; both values are present unless the function says otherwise. */
export type Compare = (left: SparkValue, right: SparkValue) => number;

/** NaN is equal to itself and greater than anything else; zeros of both signs are equal. */
function compareDouble(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return 0;
  return Number.isNaN(left) ? (Number.isNaN(right) ? 0 : 1) : -1;
}

/** Lifts surrogates above the rest of the basic plane, so that UTF-16 units compare as code points do. */
const unitRank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Order of the UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return unitRank(a) - unitRank(b);
  }
  return left.length - right.length;
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A comparison in which a missing value comes first. */
export const nullsFirst =
  (compare: Compare): Compare =>
  (left, right) =>
    left === null ? (right === null ? 0 : -1) : right === null ? 1 : compare(left, right);

function compareArrays(element: Compare): Compare {
  const inner = nullsFirst(element);
  return (left, right) => {
    const a = left as SparkArray;
    const b = right as SparkArray;
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = inner(a[i] ?? null, b[i] ?? null);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  };
}

function compareStructs(fields: readonly { readonly key: string; readonly compare: Compare }[]): Compare {
  return (left, right) => {
    const a = left as SparkStruct;
    const b = right as SparkStruct;
    for (const { key, compare } of fields) {
      const order = compare(a[key] ?? null, b[key] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
}

const sameMap =
  (value: Compare): Compare =>
  (left, right) => {
    const a = left as SparkMap;
    const b = right as SparkMap;
    if (a.size !== b.size) return a.size - b.size;
    for (const [key, item] of a) if (!b.has(key) || value(item, b.get(key) ?? null) !== 0) return 1;
    return 0;
  };

function compareIntervals(left: CalendarInterval, right: CalendarInterval): number {
  return left.months - right.months || left.days - right.days || compareLong(left.micros, right.micros);
}

/** The order of a type, resolved once; for maps and calendar intervals only zero and non-zero mean something. */
export function orderOf(type: SparkType): Compare {
  switch (type.kind) {
    case "string":
      return (left, right) => compareText(left as string, right as string);
    case "float":
    case "double":
      return (left, right) => compareDouble(left as number, right as number);
    case "bigint":
    case "timestamp":
    case "timestamp_ntz":
    case "dayTime":
      return (left, right) => compareLong(left as Long, right as Long);
    case "decimal":
      return (left, right) => compareDecimal(left as Decimal, right as Decimal);
    case "binary":
      return (left, right) => compareBytes(left as Uint8Array, right as Uint8Array);
    case "array":
      return compareArrays(orderOf(type.element));
    case "struct":
      return compareStructs(type.fields.map((field) => ({ key: field.key, compare: nullsFirst(orderOf(field.type)) })));
    case "map":
      return sameMap(nullsFirst(orderOf(type.value)));
    case "calendarInterval":
      return (left, right) => compareIntervals(left as CalendarInterval, right as CalendarInterval);
    default:
      return (left, right) => Number(left) - Number(right);
  }
}
