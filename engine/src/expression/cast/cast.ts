import { isIntegral, isNumeric, type SparkType, sameSparkType } from "../types/spark-type.ts";
import type { SparkValue } from "../values/spark-value.ts";
import { integerBytes } from "./to-binary.ts";
import { toDate, toTimestamp } from "./to-datetime.ts";
import { toInterval } from "./to-interval.ts";
import { toNested } from "./to-nested.ts";
import { toBoolean, toNumeric } from "./to-number.ts";
import { toText } from "./to-text.ts";

/** Converts one present value; null where Spark's cast gives NULL. */
export type Cast = (value: SparkValue) => SparkValue;

const ENCODER = new TextEncoder();

/** The conversion between two types, chosen once; null if Spark does not allow the cast. */
export function castFunction(from: SparkType, to: SparkType): Cast | null {
  if (sameSparkType(from, to)) return (value) => value;
  if (from.kind === "void") return () => null;
  switch (to.kind) {
    case "void":
      return null;
    case "string":
      return toText(from);
    case "binary":
      if (from.kind === "string") return (value) => ENCODER.encode(value as string);
      return isIntegral(from) ? integerBytes(from) : null;
    case "boolean":
      return toBoolean(from);
    case "date":
      return toDate(from);
    case "timestamp":
    case "timestamp_ntz":
      return toTimestamp(from, to);
    case "array":
    case "map":
    case "struct":
      return toNested(from, to, castFunction);
    case "dayTime":
    case "yearMonth":
    case "calendarInterval":
      return toInterval(from, to);
    default:
      return isNumeric(to) ? toNumeric(from, to) : null;
  }
}
