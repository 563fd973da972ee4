import { longFromBigInt } from "../../schema/long.ts";
import type { Long } from "../../schema/value.ts";
import { isIntegral, type SparkType } from "../types/spark-type.ts";
import { MICROS_PER_SECOND } from "../values/calendar.ts";
import { dateFromText, timestampFromText } from "../values/datetime-text.ts";
import { decimalToInteger, tenTo } from "../values/decimal.ts";
import type { Decimal, SparkValue } from "../values/spark-value.ts";
import { joinTimestamp, splitTimestamp } from "../values/time-of-day.ts";
import { longFromDouble } from "./to-number.ts";

type Cast = (value: SparkValue) => SparkValue;

const LIMIT = 2n ** 63n;

/** Seconds as microseconds; saturates at 64 bits. */
function microsFromSeconds(seconds: Long): Long {
  const micros = BigInt(seconds) * BigInt(MICROS_PER_SECOND);
  return longFromBigInt(micros >= LIMIT ? LIMIT - 1n : micros < -LIMIT ? -LIMIT : micros);
}

/** CAST to date. */
export function toDate(from: SparkType): Cast | null {
  if (from.kind === "string") return (value) => dateFromText(value as string);
  if (from.kind === "timestamp" || from.kind === "timestamp_ntz") return (value) => splitTimestamp(value as Long).days;
  return null;
}

/** CAST to timestamp, with or without time zone; a number counts seconds, a boolean microseconds. */
export function toTimestamp(from: SparkType, to: SparkType): Cast | null {
  if (from.kind === "timestamp" || from.kind === "timestamp_ntz") return (value) => value;
  if (from.kind === "date") return (value) => joinTimestamp(value as number, 0);
  if (from.kind === "string") return (value) => timestampFromText(value as string, to.kind === "timestamp");
  if (to.kind !== "timestamp") return null;
  if (isIntegral(from)) return (value) => microsFromSeconds(value as Long);
  switch (from.kind) {
    case "boolean":
      return (value) => (value === true ? 1 : 0);
    case "float":
    case "double":
      return (value) =>
        Number.isFinite(value as number) ? longFromDouble((value as number) * MICROS_PER_SECOND) : null;
    case "decimal":
      return (value) => {
        const { unscaled, scale } = value as Decimal;
        return longFromBigInt(decimalToInteger({ unscaled: unscaled * tenTo(6), scale }));
      };
    default:
      return null;
  }
}
